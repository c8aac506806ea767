import { expect, test } from "vitest";
import { lasting } from "./windows";

test("how long a window lasts is said in the two units that matter", () => {
  const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
  expect(lasting(90 * minute, "en")).toBe("1 hr 30 min");
  expect(lasting(2 * hour, "en")).toBe("2 hr");
  expect(lasting(day + 2 * hour + 5 * minute, "en")).toBe("1 day 2 hr");
  expect(lasting(2 * day + 5 * minute, "en")).toBe("2 days");
  expect(lasting(7 * day, "en")).toBe("7 days");
  expect(lasting(20_000, "en")).toBe("1 min");
});
