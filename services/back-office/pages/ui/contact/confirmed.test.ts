import { expect, test } from "vitest";
import { confirmation } from "./confirmed";

const now = Date.parse("2026-12-23T12:00:00Z");
const of = (verifiedAt: string | null, verifyBy: string | null) =>
  confirmation({ status: "Active", verifiedAt, verifyBy }, now);

test("a day that has passed is overdue, even for somebody who had confirmed before", () => {
  expect(of(null, "2026-12-13T09:00:00Z")).toBe("overdue");
  expect(of("2026-12-01T09:00:00Z", "2026-12-13T09:00:00Z")).toBe("overdue");
});

test("a day to come is due", () => {
  expect(of(null, "2027-01-13T09:00:00Z")).toBe("due");
});

test("without a day it was confirmed once, or never had to be", () => {
  expect(of("2026-12-01T09:00:00Z", null)).toBe("confirmed");
  expect(of(null, null)).toBe("never");
});
