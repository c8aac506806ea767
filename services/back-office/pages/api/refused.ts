import type { CombinedError } from "urql";

/** What a door says no with: a stable word, and a sentence in English. */
export interface Refused {
  code: string;
  message: string;
}

/** Why a line of an order was not delivered: the code may be a registry's number, which says more than nothing. */
export function refusedOf(line: { code?: string | null; message?: string | null }): readonly Refused[] {
  const code = line.code ?? "";
  const message = line.message ?? "";
  if (message === "") return [];
  return [{ code, message: /^\d/.test(code) ? `${code}: ${message}` : message }];
}

/** The code of no answer at all. */
export const NETWORK = "NETWORK";

/** What the server said. A browser's own words about a lost connection help nobody. */
export function refusedIn(error: CombinedError | undefined): readonly Refused[] {
  const said = (error?.graphQLErrors ?? []).map(({ extensions, message }) => ({
    code: typeof extensions?.code === "string" ? extensions.code : "",
    message,
  }));
  return said.length > 0 ? said : [{ code: NETWORK, message: "" }];
}
