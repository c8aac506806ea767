import { expect, test } from "vitest";
import { scale } from "./bars";

test.each([
  [0, 4],
  [3, 4],
  [5, 5],
  [11, 20],
  [16, 20],
  [1_030_000, 2_000_000],
])("%i stands below a round %i", (largest, top) => {
  const found = scale(largest);
  expect(found.top).toBe(top);
  expect(found.steps[0]).toBe(0);
  expect(found.steps.at(-1)).toBe(top);
  expect(found.steps.every(Number.isInteger)).toBe(true);
});
