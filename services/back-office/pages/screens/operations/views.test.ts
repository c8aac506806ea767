import { expect, test } from "vitest";
import { readViews, sameFilters } from "./views";

test("what cannot be read is left out", () => {
  expect(readViews("{")).toEqual([]);
  expect(readViews(null)).toEqual([]);
  const kept = JSON.stringify([
    null,
    { name: "trades", search: { action: "Trade", states: ["BLOCKED", "NOWHERE"], older: "x" } },
    { search: {} },
  ]);
  const [view, ...others] = readViews(kept);
  expect(others).toEqual([]);
  expect(view?.search.action).toBe("Trade");
  expect(view?.search.states).toEqual(["BLOCKED"]);
  expect(view?.search.older).toBeUndefined();
});

test("sorting is no filter", () => {
  expect(sameFilters({ older: 3, sort: "age" }, { older: 3, desc: true, action: undefined })).toBe(true);
  expect(sameFilters({ older: 3 }, { older: 4 })).toBe(false);
});
