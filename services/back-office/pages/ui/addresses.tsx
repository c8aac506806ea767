import type { ReactNode } from "react";
import type { ErrorOf } from "./refusal";

/**
 * What the server found wrong with one of several addresses. It names the field with the address in it:
 * `addresses: 300.1.1.1`.
 */
export function addressError(errorOf: ErrorOf, addresses: readonly string[]): ReactNode {
  const found = addresses.map((address) => {
    const error = errorOf(`addresses: ${address}`);
    return error ? (
      <>
        {address}: {error}
      </>
    ) : undefined;
  });
  return errorOf("addresses") ?? found.find((error) => error !== undefined);
}
