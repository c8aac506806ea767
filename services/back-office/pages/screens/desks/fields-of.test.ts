import { expect, test } from "vitest";
import { fieldsOf, ticks } from "./fields-of";

test("fields go to ticks and back, roles without any left out", () => {
  const asked = [
    { role: "REGISTRANT" as const, items: ["NAME" as const, "EMAIL" as const] },
    { role: "TECH" as const, items: [] },
  ];
  expect([...ticks(asked)]).toEqual(["REGISTRANT/NAME", "REGISTRANT/EMAIL"]);
  expect(fieldsOf(ticks(asked))).toEqual([asked[0]]);
  expect(fieldsOf(new Set())).toEqual([]);
});
