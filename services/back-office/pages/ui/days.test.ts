import dayjs from "dayjs";
import { expect, test } from "vitest";
import { dayOf, endOf, span, startOf } from "./days";

test("only days of the calendar are days", () => {
  expect(dayOf("2026-11-28")).toBe("2026-11-28");
  expect(dayOf("2026-02-30")).toBeUndefined();
  expect(dayOf("2026-11-28T10:00")).toBeUndefined();
  expect(dayOf(20261128)).toBeUndefined();
});

test("a day begins where the one before it ends", () => {
  expect(endOf("2026-10-24")).toBe(startOf("2026-10-25"));
  expect(endOf("2026-12-31")).toBe(startOf("2027-01-01"));
});

test("the month before January is December", () => {
  const now = dayjs("2027-01-31");
  expect(span("lastMonth", now)).toEqual({ from: "2026-12-01", to: "2026-12-31" });
  expect(span("month", now)).toEqual({ from: "2027-01-01", to: "2027-01-31" });
  expect(span("lastYear", now)).toEqual({ from: "2026-01-01", to: "2026-12-31" });
});
