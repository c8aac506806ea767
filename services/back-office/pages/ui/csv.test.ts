import { expect, test } from "vitest";
import { csv } from "./csv";

test("quotes, formulas and absent values", () => {
  const rows = [
    { name: 'a "b", c', points: -5, reply: "=HYPERLINK(1)" },
    { name: "two\nlines", points: null, reply: "-1" },
  ];
  const text = csv(rows, [
    ["Name", (row) => row.name],
    ["Points", (row) => row.points],
    ["Reply", (row) => row.reply],
  ]);
  expect(text).toBe('\uFEFFName,Points,Reply\r\n"a ""b"", c",-5,\'=HYPERLINK(1)\r\n"two\nlines",,\'-1\r\n');
});
