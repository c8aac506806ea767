import { expect, test } from "vitest";
import { mayCancel, mayRestart, missing } from "./commands";
import type { VoteView } from "./vote-query";

const vote = (over: Partial<VoteView>): VoteView => ({
  kind: "trade",
  what: "trade",
  number: 1,
  state: "Voting",
  open: true,
  requestedAt: "2026-11-28T08:00:00Z",
  sides: [
    { side: "owner", mails: 1, vote: "Accept" },
    { side: "new-owner", mails: 1 },
  ],
  ...over,
});

test("a trade needs both, a transfer one", () => {
  expect(missing(vote({}))).toEqual(["new-owner"]);
  expect(missing(vote({ what: "transfer-in" }))).toEqual([]);
  expect(missing(vote({ open: false }))).toEqual([]);
});

test("what ended by a decision is not started again", () => {
  expect(mayRestart(vote({ state: "Expired" }))).toBe(true);
  expect(mayRestart(vote({ state: "Refused" }))).toBe(false);
  expect(mayRestart(vote({ state: "Refused", what: "transfer-in" }))).toBe(true);
  expect(mayRestart(vote({ state: "Expired", what: "contact-change" }))).toBe(false);
  expect(mayCancel(vote({ state: "Announced", what: "transfer-out" }))).toBe(false);
  expect(mayCancel(vote({}))).toBe(true);
});
