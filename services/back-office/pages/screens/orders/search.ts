import type { OrderStatus } from "@/api/generated/office/graphql";
import { dayOf } from "@/ui/days";
import { number, oneOf, searched, text } from "@/ui/tools";

export const statuses: readonly OrderStatus[] = [
  "NOT_PAID",
  "ANNOUNCED",
  "CHECKING",
  "DELIVERING",
  "PARTLY_DELIVERED",
  "FAILED",
  "DELIVERED",
  "CANCELLED",
  "EXPIRED",
];

export function list(found: Record<string, unknown>) {
  const asked: unknown[] = Array.isArray(found.statuses) ? found.statuses : [found.statuses];
  const known = statuses.filter((status) => asked.includes(status));
  return searched({
    account: number(found.account),
    statuses: known.length > 0 ? known : undefined,
    name: text(found.name),
    reference: text(found.reference),
    from: dayOf(found.from),
    to: dayOf(found.to),
  });
}

export const tabs = ["overview", "history"] as const;

export function order(found: Record<string, unknown>) {
  return searched({ tab: oneOf(tabs, found.tab) });
}
