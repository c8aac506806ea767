import { dayOf } from "@/ui/days";
import { flag, number, oneOf, searched } from "@/ui/tools";

export const tabs = ["points", "money"] as const;
export const shown = ["waiting", "decided", "all"] as const;

export function ledger(found: Record<string, unknown>) {
  return searched({
    account: number(found.account),
    tab: oneOf(tabs, found.tab),
    /** Days, both included. */
    from: dayOf(found.from),
    to: dayOf(found.to),
    /** As it stood at the end of this day. */
    asOf: dayOf(found.asOf),
    /** The oldest first. */
    asc: flag(found.asc),
    /** The movement that is looked at, by its number in the account's stream. */
    entry: number(found.entry),
  });
}

export function trial(found: Record<string, unknown>) {
  return searched({ asOf: dayOf(found.asOf) });
}

export function adjustments(found: Record<string, unknown>) {
  return searched({
    show: oneOf(shown, found.show),
    account: number(found.account),
    adjustment: number(found.adjustment),
  });
}
