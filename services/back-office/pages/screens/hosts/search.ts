import { number, oneOf, searched, text } from "@/ui/tools";

export const tabs = ["overview", "history"] as const;
export type Tab = (typeof tabs)[number];

export function list(found: Record<string, unknown>) {
  return searched({ domain: text(found.domain), account: number(found.account) });
}

export function host(found: Record<string, unknown>) {
  return searched({ tab: oneOf(tabs, found.tab) });
}
