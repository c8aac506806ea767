import type { InvoiceStatus } from "@/api/generated/office/graphql";
import { dayOf } from "@/ui/days";
import { flag, number, oneOf, searched } from "@/ui/tools";

export const statuses: readonly InvoiceStatus[] = ["DUE", "PAID", "CANCELLED", "CREDIT_NOTE"];

export function list(found: Record<string, unknown>) {
  return searched({
    account: number(found.account),
    status: oneOf(statuses, found.status),
    /** Days of issue, both included. */
    from: dayOf(found.from),
    to: dayOf(found.to),
    overdue: flag(found.overdue),
    /** The oldest first. */
    asc: flag(found.asc),
  });
}

export const tabs = ["document", "history"] as const;

export function invoice(found: Record<string, unknown>) {
  return searched({ tab: oneOf(tabs, found.tab) });
}
