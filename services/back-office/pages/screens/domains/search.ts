import dayjs from "dayjs";
import type { DomainSort, DomainState } from "@/api/generated/office/graphql";
import { flag, number, oneOf, searched, text } from "@/ui/tools";

export const states: readonly DomainState[] = [
  "REQUESTED",
  "ARRIVING",
  "ACTIVE",
  "EXPIRED",
  "REDEMPTION",
  "PENDING_DELETE",
  "GONE",
];
export const sorts: readonly DomainSort[] = ["NAME", "EXPIRES", "CREATED"];

export function list(found: Record<string, unknown>) {
  return searched({
    text: text(found.text),
    state: oneOf(states, found.state),
    tld: text(found.tld),
    account: number(found.account),
    contact: number(found.contact),
    /** Days until which names expire. */
    expires: number(found.expires),
    sort: oneOf(sorts, found.sort),
    desc: flag(found.desc),
  });
}

export const tabs = ["overview", "services", "operations", "votes", "duties", "history"] as const;
export type Tab = (typeof tabs)[number];

/** `2026-12-04`, and nothing else. */
function day(value: unknown): string | undefined {
  const found = text(value);
  return found && /^\d{4}-\d{2}-\d{2}$/.test(found) && dayjs(found).isValid() ? found : undefined;
}

export function domain(found: Record<string, unknown>) {
  return searched({
    tab: oneOf(tabs, found.tab),
    /** The day at whose end the name is shown. */
    asOf: day(found.asOf),
  });
}
