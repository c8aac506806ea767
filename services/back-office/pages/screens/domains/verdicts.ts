/**
 * What can be done with a name now, and what is in the way: derived from its state, locks, statuses and what is under way,
 * as the registrar's rules decide it.
 */
export interface Held {
  state: string;
  statuses: readonly string[];
  locks: readonly { kind: string; since: string; lifts?: string | null; rule: string }[];
  unfinishedOperation?: number | null;
}

export const deeds = ["transferAway", "trade", "renew", "update", "delete", "restore"] as const;
export type Deed = (typeof deeds)[number];

export type Hindrance =
  | { why: "state"; state: string }
  | { why: "status"; status: string }
  | { why: "lock"; kind: string; since: string; lifts: string | null; rule: string }
  | { why: "busy"; operation: number }
  | { why: "leaving" };

export interface Verdict {
  deed: Deed;
  /** Nothing that is known here is in the way. */
  may: boolean;
  hindrances: readonly Hindrance[];
  /** The day on which the last hindrance lifts by itself; absent where one of them has no day. */
  from?: string;
}

const pending = ["pendingCreate", "pendingDelete", "pendingRenew", "pendingTransfer", "pendingUpdate"];
const updateLocks = ["clientUpdateProhibited", "serverUpdateProhibited"];

/** The statuses that forbid each of them (RFC 5731 and the paper's table of `registry_status`). */
export const forbidding: Record<Deed, readonly string[]> = {
  transferAway: [...pending, "clientTransferProhibited", "serverTransferProhibited", ...updateLocks],
  trade: [...pending, "serverTradeProhibited", ...updateLocks],
  renew: [...pending, "clientRenewProhibited", "serverRenewProhibited", ...updateLocks],
  update: [...pending, ...updateLocks],
  delete: [...pending, "clientDeleteProhibited", "serverDeleteProhibited", ...updateLocks],
  restore: [],
};

const held = ["ACTIVE", "EXPIRED"];
const deleted = ["REDEMPTION", "PENDING_DELETE"];

function byState(deed: Deed, state: string): boolean {
  return deed === "restore" ? state === "REDEMPTION" : held.includes(state);
}

function locking(deed: Deed, kind: string): boolean {
  if (deed === "transferAway") return true;
  return kind === "Dispute" && (deed === "trade" || deed === "delete");
}

function hindrancesOf(deed: Deed, name: Held, leaving: boolean): Hindrance[] {
  // What is deleted or not ours is nothing else: further hindrances would say nothing.
  if (!byState(deed, name.state)) return [{ why: "state", state: name.state }];
  const found: Hindrance[] = [];
  if (leaving && deed !== "transferAway" && deed !== "restore") found.push({ why: "leaving" });
  for (const lock of name.locks) {
    if (!locking(deed, lock.kind)) continue;
    found.push({
      why: "lock",
      kind: lock.kind,
      since: lock.since,
      lifts: lock.lifts ?? null,
      rule: lock.rule,
    });
  }
  for (const status of name.statuses) {
    if (forbidding[deed].includes(status)) found.push({ why: "status", status });
  }
  // Votes for an owner change may be opened beside an operation; a transfer away is the registry's to begin.
  const waits = name.unfinishedOperation;
  if (typeof waits === "number" && deed !== "trade" && deed !== "transferAway") {
    found.push({ why: "busy", operation: waits });
  }
  return found;
}

function lifting(hindrances: readonly Hindrance[]): string | undefined {
  const days = hindrances.map((hindrance) => (hindrance.why === "lock" ? hindrance.lifts : null));
  if (days.length === 0 || days.some((day) => day === null)) return undefined;
  return days.reduce<string>(
    (last, day) => (day !== null && Date.parse(day) > Date.parse(last) ? day : last),
    days[0] ?? "",
  );
}

/** Each deed that makes sense for where the name is. A lock whose day has passed is no hindrance. */
export function verdicts(name: Held, now: number, leaving = false): Verdict[] {
  const current = {
    ...name,
    locks: name.locks.filter((lock) => !lock.lifts || Date.parse(lock.lifts) > now),
  };
  return deeds
    .filter((deed) => (deed === "restore") === deleted.includes(name.state))
    .map((deed) => {
      const hindrances = hindrancesOf(deed, current, leaving);
      return { deed, may: hindrances.length === 0, hindrances, from: lifting(hindrances) };
    });
}
