import type { OperationSort, OperationState } from "@/api/generated/office/graphql";
import { dayOf } from "@/ui/days";
import { flag, number, oneOf, searched, text } from "@/ui/tools";

export const states: readonly OperationState[] = [
  "PENDING",
  "IN_PROGRESS",
  "ACTION_REQUIRED",
  "BLOCKED",
  "SUCCEEDED",
  "FAILED",
];
/** What is neither done nor given up. */
export const pendingStates: readonly OperationState[] = states.filter((state) => state !== "SUCCEEDED");
export const actions = [
  "Create",
  "Renew",
  "Update",
  "Delete",
  "Restore",
  "Trade",
  "TransferRequest",
  "TransferApprove",
  "TransferReject",
] as const;
export const kinds = ["Domain", "Host", "Contact"] as const;
/** Whom an operation waits for. */
export const parties = ["registry", "other-registrar", "voters", "customer", "us"] as const;
export type Party = (typeof parties)[number];
export const sorts: readonly OperationSort[] = ["REQUESTED", "CHANGED", "NUMBER"];
export const columns = ["age", "number", "attempts"] as const;

/** One value, or several. */
function several<Value extends string>(values: readonly Value[], found: unknown): Value[] | undefined {
  const asked: unknown[] = Array.isArray(found) ? found : [found];
  const known = values.filter((value) => asked.includes(value));
  return known.length > 0 ? known : undefined;
}

export function pending(found: Record<string, unknown>) {
  return searched({
    /** Part of the subject. */
    text: text(found.text),
    account: number(found.account),
    action: oneOf(actions, found.action),
    states: several(pendingStates, found.states),
    waits: oneOf(parties, found.waits),
    /** Days that it has stood so, at least. */
    older: number(found.older),
    /** How far back; four where absent. */
    months: number(found.months),
    sort: oneOf(columns, found.sort),
    desc: flag(found.desc),
  });
}

export type PendingSearch = ReturnType<typeof pending>;

export function list(found: Record<string, unknown>) {
  return searched({
    subject: text(found.subject),
    account: number(found.account),
    action: oneOf(actions, found.action),
    kind: oneOf(kinds, found.kind),
    states: several(states, found.states),
    from: dayOf(found.from),
    to: dayOf(found.to),
    closed: flag(found.closed),
    correlation: text(found.correlation),
    sort: oneOf(sorts, found.sort),
    desc: flag(found.desc),
  });
}

export const tabs = ["overview", "history"] as const;

export function operation(found: Record<string, unknown>) {
  return searched({ tab: oneOf(tabs, found.tab) });
}
