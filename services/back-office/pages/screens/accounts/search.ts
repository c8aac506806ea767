import { oneOf, searched, text } from "@/ui/tools";

export const statuses = ["open", "suspended", "closed"] as const;
export const tabs = [
  "overview",
  "access",
  "domains",
  "contacts",
  "operations",
  "orders",
  "invoices",
  "history",
] as const;
export type Tab = (typeof tabs)[number];

export function list(found: Record<string, unknown>) {
  return searched({ text: text(found.text), status: oneOf(statuses, found.status) });
}

export function account(found: Record<string, unknown>) {
  return searched({ tab: oneOf(tabs, found.tab) });
}
