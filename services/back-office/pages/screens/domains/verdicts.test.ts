import { expect, test } from "vitest";
import { type Held, verdicts } from "./verdicts";

const now = Date.parse("2026-12-23T12:00:00Z");
const plain: Held = { state: "ACTIVE", statuses: [], locks: [], unfinishedOperation: null };
const young = {
  kind: "Creation",
  since: "2026-11-28T09:00:00Z",
  lifts: "2027-01-27T09:00:00Z",
  rule: "com@2016-12-01",
};
const dispute = { kind: "Dispute", since: "2026-12-21T09:00:00Z", lifts: null, rule: "dispute" };

function may(name: Held, leaving = false) {
  return verdicts(name, now, leaving)
    .filter((verdict) => verdict.may)
    .map((verdict) => verdict.deed);
}

function of(name: Held, deed: string) {
  return verdicts(name, now).find((verdict) => verdict.deed === deed);
}

test("nothing is in the way of a name that is simply held", () => {
  expect(may(plain)).toEqual(["transferAway", "trade", "renew", "update", "delete"]);
});

test("a young name is not transferred, until the day on which its lock lifts", () => {
  const name = { ...plain, locks: [young] };
  expect(may(name)).toEqual(["trade", "renew", "update", "delete"]);
  expect(of(name, "transferAway")?.from).toBe(young.lifts);
});

test("a lock whose day has passed is no hindrance", () => {
  expect(may({ ...plain, locks: [{ ...young, lifts: "2026-12-01T09:00:00Z" }] })).toContain("transferAway");
});

test("a dispute keeps the name from being transferred, traded and deleted, with no day", () => {
  const name = { ...plain, locks: [young, dispute] };
  expect(may(name)).toEqual(["renew", "update"]);
  expect(of(name, "transferAway")?.from).toBeUndefined();
});

test("a pending status forbids everything, an update lock too", () => {
  expect(may({ ...plain, statuses: ["pendingUpdate"] })).toEqual([]);
  expect(may({ ...plain, statuses: ["serverUpdateProhibited"] })).toEqual([]);
});

test("a transfer lock forbids the transfer alone, a hold nothing", () => {
  expect(may({ ...plain, statuses: ["clientTransferProhibited", "clientHold"] })).toEqual([
    "trade",
    "renew",
    "update",
    "delete",
  ]);
});

test("an unfinished operation lets votes be opened and a transfer begin, and nothing else", () => {
  expect(may({ ...plain, unfinishedOperation: 1_000_017 })).toEqual(["transferAway", "trade"]);
});

test("a name that leaves by transfer is left alone", () => {
  expect(may(plain, true)).toEqual(["transferAway"]);
});

test("a deleted name can be restored from redemption and not from pending delete", () => {
  expect(may({ ...plain, state: "REDEMPTION", statuses: ["pendingDelete"] })).toEqual(["restore"]);
  expect(may({ ...plain, state: "PENDING_DELETE", statuses: ["pendingDelete"] })).toEqual([]);
});
