import type { InvoiceStatus, OrderStatus } from "@/api/generated/reseller/graphql";
import { dayOf } from "@/ui/days";
import { flag, oneOf, searched, text } from "@/ui/tools";

export const orderStatuses: readonly OrderStatus[] = [
  "NOT_PAID",
  "ANNOUNCED",
  "CHECKING",
  "DELIVERING",
  "DELIVERED",
  "PARTLY_DELIVERED",
  "FAILED",
  "CANCELLED",
];
export const invoiceStatuses: readonly InvoiceStatus[] = ["DUE", "PAID", "CREDIT_NOTE"];
export const actions = ["create", "renew", "transfer", "restore", "trade"] as const;

export function orders(found: Record<string, unknown>) {
  return searched({
    name: text(found.name)?.toLowerCase(),
    status: oneOf(orderStatuses, found.status),
    reference: text(found.reference),
  });
}

export function points(found: Record<string, unknown>) {
  return searched({
    /** Days, both included. */
    from: dayOf(found.from),
    to: dayOf(found.to),
    /** The oldest first. */
    asc: flag(found.asc),
  });
}

export function invoices(found: Record<string, unknown>) {
  return searched({
    status: oneOf(invoiceStatuses, found.status),
    from: dayOf(found.from),
    to: dayOf(found.to),
  });
}

export function prices(found: Record<string, unknown>) {
  return searched({
    /** Part of an ending or of a product. */
    text: text(found.text)?.toLowerCase(),
    action: oneOf(actions, found.action),
  });
}
