import { expect, test } from "vitest";
import { byCurrency } from "./balance";

test("books are added up by currency, exactly", () => {
  const found = byCurrency([
    { currency: "XOF", book: "bought", debit: "9007199254740993", credit: "0" },
    { currency: "EUR", book: "spent", debit: "0", credit: "749" },
    { currency: "EUR", book: "available", debit: "749", credit: "1000" },
    { currency: "EUR", book: "bought", debit: "1000", credit: "0" },
  ]);
  expect(found.map(({ currency, debit, credit }) => [currency, debit, credit])).toEqual([
    ["EUR", 1749n, 1749n],
    ["XOF", 9007199254740993n, 0n],
  ]);
  expect(found[0]?.books.map(({ book }) => book)).toEqual(["bought", "available", "spent"]);
});
