import { expect, test } from "vitest";
import { verbsOf } from "./verbs";

const waiting = (who: string) => [{ who }];

test("what failed can be tried again or given up, until it was given up", () => {
  expect(verbsOf({ state: "FAILED", closed: false, waitsFor: [] })).toEqual(["restart", "giveUp"]);
  expect(verbsOf({ state: "FAILED", closed: true, waitsFor: [] })).toEqual([]);
});

test("votes can be asked for again, and what waits for them be called off", () => {
  const voting = { state: "ACTION_REQUIRED", closed: false, waitsFor: waiting("vote of new-owner") } as const;
  expect(verbsOf(voting)).toEqual(["askAgain", "cancel"]);
});

test("what is at a registry cannot be called back", () => {
  const sent = { state: "IN_PROGRESS", closed: false, waitsFor: waiting("registry sandbox") } as const;
  expect(verbsOf(sent)).toEqual([]);
  expect(verbsOf({ ...sent, state: "PENDING" })).toEqual(["cancel"]);
  expect(verbsOf({ ...sent, state: "SUCCEEDED" })).toEqual([]);
});
