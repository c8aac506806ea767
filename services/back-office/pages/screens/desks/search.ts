import type { DriftField, DriftStanding, RequesterKind } from "@/api/generated/office/graphql";
import { flag, number, oneOf, searched, text } from "@/ui/tools";

/** Which obligations: those still to be done, where absent. */
export const owed = ["due", "risk", "missed", "settled", "all"] as const;
export type Owed = (typeof owed)[number];
export const obligationKinds = [
  "expiry-notice-30",
  "expiry-notice-7",
  "expired-notice",
  "interruption",
  "reinstatement",
  "deletion",
  "data-reminder",
  "verification",
  "resumption",
] as const;

export function obligations(found: Record<string, unknown>) {
  return searched({
    which: oneOf(["settled", "all"] as const, found.which),
    /** Their day has passed, and they are still to be done. */
    missed: flag(found.missed),
    /** Still to be done within a day. */
    atRisk: flag(found.atRisk),
    kind: oneOf(obligationKinds, found.kind),
    name: text(found.name),
    account: number(found.account),
    /** Days until which they are due. */
    within: number(found.within),
  });
}

export const requesterKinds: readonly RequesterKind[] = [
  "LAW_ENFORCEMENT",
  "JUDICIAL",
  "CYBERSECURITY",
  "INTELLECTUAL_PROPERTY",
  "CONSUMER_PROTECTION",
  "OTHER",
];
export const requestStatuses = ["received", "more-asked", "granted", "refused", "withdrawn"] as const;
/** Which requests: those with an answer still owed, where absent. */
export const answered = ["open", "missed", "ended", "all"] as const;

export function disclosures(found: Record<string, unknown>) {
  return searched({
    which: oneOf(answered, found.which),
    status: oneOf(requestStatuses, found.status),
    kind: oneOf(requesterKinds, found.kind),
    name: text(found.name),
  });
}

export const tabs = ["overview", "history"] as const;

export function disclosure(found: Record<string, unknown>) {
  return searched({ tab: oneOf(tabs, found.tab) });
}

export const driftFields: readonly DriftField[] = [
  "SPONSOR",
  "EXPIRY",
  "CLIENT_STATUSES",
  "SERVER_STATUSES",
  "NAME_SERVERS",
  "REGISTRANT",
  "ADMIN",
  "TECH",
  "SEC_DNS",
];
export const standings: readonly DriftStanding[] = ["OPEN", "ACCEPTED", "PUSHED", "IGNORED", "VANISHED"];

export function drift(found: Record<string, unknown>) {
  return searched({
    /** What waits for a person, where absent. */
    standing: oneOf([...standings, "ALL"] as const, found.standing),
    field: oneOf(driftFields, found.field),
    name: text(found.name),
    account: number(found.account),
  });
}

export const waiting = ["messages", "jobs"] as const;

export function messages(found: Record<string, unknown>) {
  return searched({ tab: oneOf(waiting, found.tab) });
}
