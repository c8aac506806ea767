import type { ContactSort, ContactVerification } from "@/api/generated/office/graphql";
import { flag, number, oneOf, searched, text } from "@/ui/tools";

export const sorts: readonly ContactSort[] = ["NUMBER", "HANDLE", "CHANGED"];
export const verifications: readonly ContactVerification[] = ["DUE", "OVERDUE", "NOT_DUE"];
export const statuses = ["Active", "Deleted", "Merged", "Erased"] as const;
export const tabs = ["overview", "domains", "operations", "history"] as const;
export type Tab = (typeof tabs)[number];

export function list(found: Record<string, unknown>) {
  return searched({
    text: text(found.text),
    email: text(found.email),
    account: number(found.account),
    status: oneOf(statuses, found.status),
    verification: oneOf(verifications, found.verification),
    sort: oneOf(sorts, found.sort),
    desc: flag(found.desc),
  });
}

export function contact(found: Record<string, unknown>) {
  return searched({ tab: oneOf(tabs, found.tab) });
}
