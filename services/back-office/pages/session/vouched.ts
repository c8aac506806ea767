/** The way to a provider of OpenID Connect and back: what was open is opened again, and a refusal is said. */

const OPEN = "open-before-sign-in";

export const refusals = ["STALE", "DENIED", "UNAVAILABLE", "UNTRUE", "UNKNOWN", "LOCKED"] as const;
export type Refused = (typeof refusals)[number];

/** The word with which the server has sent the browser back; the address forgets it. */
export function refusedBy(location: Location, history: History): Refused | null {
  const search = new URLSearchParams(location.search);
  const word = search.get("refused");
  if (word === null) return null;
  search.delete("refused");
  const left = search.toString();
  history.replaceState(history.state, "", `${location.pathname}${left ? `?${left}` : ""}${location.hash}`);
  return refusals.find((known) => known === word) ?? "UNTRUE";
}

/** Before the browser leaves. */
export function remember(location: Location, storage: Storage): void {
  storage.setItem(OPEN, `${location.pathname}${location.search}${location.hash}`);
}

/** What was open before it left, once; a page of ours, or nothing. */
export function remembered(location: Location, storage: Storage): string | null {
  const open = storage.getItem(OPEN);
  storage.removeItem(OPEN);
  if (!open || location.pathname !== "/" || location.search !== "") return null;
  const inside =
    URL.canParse(open, location.origin) && new URL(open, location.origin).origin === location.origin;
  return inside && open.startsWith("/") && open !== "/" ? open : null;
}
