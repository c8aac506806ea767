import { expect, test } from "vitest";
import { obligationOf, wholeName } from "./names";

test("only a whole name is asked for", () => {
  expect(wholeName("Example.COM")).toBe("example.com");
  expect(wholeName("example")).toBeNull();
  expect(wholeName("example.")).toBeNull();
  expect(wholeName(undefined)).toBeNull();
});

test("numbers are taken out of kinds", () => {
  expect(obligationOf("expiry-notice-30")).toEqual({ word: "expiry-notice", number: 30 });
  expect(obligationOf("disclosure-answer-1000")).toEqual({ word: "disclosure-answer", number: 1000 });
  expect(obligationOf("deletion")).toEqual({ word: "deletion" });
});
