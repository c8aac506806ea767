import { expect, test } from "vitest";
import { hundredths, ofHundredths, sum } from "./decimal";

test("amounts of different scales add up exactly", () => {
  expect(sum(["0.10", "0.20"])).toBe("0.30");
  expect(sum(["12.50", "-0.75", "100"])).toBe("111.75");
  expect(sum(["-0.05"])).toBe("-0.05");
  expect(sum([])).toBe("0");
  expect(sum(["90071992547409931.01", "0.01"])).toBe("90071992547409931.02");
});

test("hundredths are written with their sign and zeros", () => {
  expect(ofHundredths(5)).toBe("0.05");
  expect(ofHundredths(-5)).toBe("-0.05");
  expect(ofHundredths("1234500")).toBe("12345.00");
});

test("a price may be typed with either decimal sign", () => {
  expect(hundredths("7,49")).toBe(749);
  expect(hundredths("7.5")).toBe(750);
  expect(hundredths(" 12 ")).toBe(1200);
  expect(hundredths("7.499")).toBeUndefined();
  expect(hundredths("free")).toBeUndefined();
});
