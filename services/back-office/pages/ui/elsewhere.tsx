import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Go } from "./links";

interface Props {
  to:
    | "/ledger"
    | "/invoices"
    | "/orders"
    | "/operations"
    | "/votes"
    | "/obligations"
    | "/drift"
    | "/audit"
    | "/hosts"
    | "/domains"
    | "/contacts";
  /** Filters of that list; those that it does not know it ignores. */
  search: Record<string, string | number | boolean | undefined>;
  children: ReactNode;
}

/** A list of another area, filtered to what is on this screen. */
export function Elsewhere({ to, search, children }: Props) {
  return (
    <Text size="sm" span>
      <Go to={to} search={search as never}>
        {children}
      </Go>
    </Text>
  );
}
