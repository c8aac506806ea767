import type { VoteSort } from "@/api/generated/office/graphql";
import { flag, number, oneOf, searched, text } from "@/ui/tools";

/** What is voted on. */
export const kinds = ["trades", "in", "out", "changes"] as const;
export const which = ["open", "ended", "all"] as const;
export const sorts: readonly VoteSort[] = ["DEADLINE", "REQUESTED"];

/** How each kind may stand, in the server's words. */
export const states = {
  trades: ["Voting", "Approved", "Completed", "Refused", "Expired", "Cancelled", "Failed"],
  in: ["Voting", "Submitted", "Completed", "Refused", "Expired", "Cancelled", "Failed"],
  out: ["Announced", "Gone", "Stayed"],
  changes: ["Voting", "Approved", "Completed", "Refused", "Expired", "Cancelled", "Failed"],
} as const;
export const everyState = [
  "Voting",
  "Announced",
  "Approved",
  "Submitted",
  "Completed",
  "Refused",
  "Expired",
  "Cancelled",
  "Failed",
  "Gone",
  "Stayed",
] as const;

export function list(found: Record<string, unknown>) {
  return searched({
    kind: oneOf(kinds, found.kind),
    /** Those that somebody may still vote on, where absent. */
    which: oneOf(which, found.which),
    state: oneOf(everyState, found.state),
    name: text(found.name),
    account: number(found.account),
    /** Days until which votes are taken. */
    within: number(found.within),
    sort: oneOf(sorts, found.sort),
    desc: flag(found.desc),
  });
}

export const votes = ["trade", "transfer", "contact-change"] as const;
export type VoteKind = (typeof votes)[number];
export const tabs = ["overview", "history"] as const;

export function vote(found: Record<string, unknown>) {
  return searched({ tab: oneOf(tabs, found.tab) });
}
