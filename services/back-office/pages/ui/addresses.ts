/**
 * What the server found wrong with one of several addresses. It names the field with the address in it:
 * `addresses: 300.1.1.1`.
 */
export function addressError(
  errorOf: (field: string) => string | undefined,
  addresses: readonly string[],
): string | undefined {
  const messages = addresses.map((address) => {
    const message = errorOf(`addresses: ${address}`);
    return message ? `${address}: ${message}` : undefined;
  });
  return errorOf("addresses") ?? messages.find((message) => message !== undefined);
}
