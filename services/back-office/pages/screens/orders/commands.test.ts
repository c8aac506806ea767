import { expect, test } from "vitest";
import { lineVerbs, orderVerbs } from "./commands";

const support = { support: true, finance: false };
const finance = { support: false, finance: true };

test("who may tell an order what", () => {
  expect(orderVerbs("NOT_PAID", support)).toEqual(["cancel"]);
  expect(orderVerbs("ANNOUNCED", finance)).toEqual(["pay", "reject"]);
  expect(orderVerbs("ANNOUNCED", support)).toEqual([]);
  expect(orderVerbs("DELIVERED", finance)).toEqual([]);
});

test("a line that goes with another is told nothing of its own", () => {
  const line = { with: null, state: "DELIVERED" as const, points: 500, refunded: 0 };
  expect(lineVerbs(line, finance)).toEqual(["refund"]);
  expect(lineVerbs({ ...line, refunded: 500 }, finance)).toEqual([]);
  expect(lineVerbs({ ...line, with: 0 }, finance)).toEqual([]);
  expect(lineVerbs({ ...line, state: "FAILED" }, support)).toEqual(["giveUp"]);
});
