import type { Party } from "./search";

/** `registry sandbox`, `vote of owner` … as the server words it: whom that is. */
export function partyOf(who: string): Party {
  if (who.startsWith("registry")) return "registry";
  if (who === "other registrar") return "other-registrar";
  if (who.startsWith("vote of")) return "voters";
  return who === "customer" ? "customer" : "us";
}

/** What it is of: the registry's id, the side that has not voted. */
export function detailOf(who: string): string | undefined {
  return /^(?:registry|vote of) (.+)$/.exec(who)?.[1];
}
