import type { DomainState, OperationState, OwnDomainSort } from "@/api/generated/reseller/graphql";
import { flag, number, oneOf, searched, text } from "@/ui/tools";

export const nameStates: readonly DomainState[] = [
  "REQUESTED",
  "ARRIVING",
  "ACTIVE",
  "EXPIRED",
  "REDEMPTION",
  "PENDING_DELETE",
];
export const sorts: readonly OwnDomainSort[] = ["NAME", "EXPIRES", "CREATED"];
export const operationStates: readonly OperationState[] = [
  "PENDING",
  "IN_PROGRESS",
  "ACTION_REQUIRED",
  "BLOCKED",
  "SUCCEEDED",
  "FAILED",
];

export function names(found: Record<string, unknown>) {
  return searched({
    text: text(found.text)?.toLowerCase(),
    state: oneOf(nameStates, found.state),
    tld: text(found.tld)?.toLowerCase(),
    contact: number(found.contact),
    /** Days until which names expire. */
    expires: number(found.expires),
    sort: oneOf(sorts, found.sort),
    desc: flag(found.desc),
  });
}

export function operations(found: Record<string, unknown>) {
  return searched({
    subject: text(found.subject)?.toLowerCase(),
    state: oneOf(operationStates, found.state),
    /** Neither done nor given up. */
    pending: flag(found.pending),
  });
}
