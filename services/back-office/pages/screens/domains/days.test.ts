import { expect, test } from "vitest";
import { days } from "./days";

const at = (day: string, hour = 12) => `${day}T${String(hour).padStart(2, "0")}:00:00`;

test("nothing has happened: there is no life", () => {
  expect(days([], Date.now())).toBeNull();
});

test("days are counted from the first event, whatever the order of the answer", () => {
  const life = days(
    [
      { kind: "Renewed", at: at("2026-12-21") },
      { kind: "Registered", at: at("2026-11-28", 9) },
      { kind: "RegistrationRequested", at: at("2026-11-28", 8) },
    ],
    Date.parse(at("2026-12-23")),
  );
  expect(life).toEqual({
    first: "2026-11-28",
    last: 25,
    marks: [
      { index: 0, kinds: ["RegistrationRequested", "Registered"] },
      { index: 23, kinds: ["Renewed"] },
    ],
  });
});

test("a day late in the evening is the day before the next one's morning", () => {
  const life = days(
    [
      { kind: "Registered", at: at("2026-11-28", 23) },
      { kind: "Updated", at: at("2026-11-29", 1) },
    ],
    Date.parse(at("2026-11-29")),
  );
  expect(life?.marks.map((mark) => mark.index)).toEqual([0, 1]);
});

test("an event ahead of this machine's clock is the last day", () => {
  const life = days(
    [
      { kind: "Registered", at: at("2026-11-28") },
      { kind: "Updated", at: at("2026-12-28") },
    ],
    Date.parse(at("2026-12-01")),
  );
  expect(life?.last).toBe(30);
});

test("a kind that happened twice on a day is told once", () => {
  const life = days(
    [
      { kind: "Updated", at: at("2026-11-28", 9) },
      { kind: "Updated", at: at("2026-11-28", 10) },
    ],
    Date.parse(at("2026-11-30")),
  );
  expect(life?.marks).toEqual([{ index: 0, kinds: ["Updated"] }]);
});
