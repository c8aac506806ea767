import { expect, test } from "vitest";
import { fields, lines } from "./csv";
import { amount, byEnding } from "./matrix";
import type { Price } from "./reading";
import { isWrong, toInput } from "./staged";

test("a file of prices is read as it is written", () => {
  const file =
    "class,currency,item,action,years,price,from,until,promotion\n" +
    'reseller,EUR,com,create,5,36.00,2026-01-01,,\nreseller,EUR,fr,create,,none,2026-11-20,2026-11-30,"Black, ""Friday"""\n';
  expect(lines(file)).toEqual([
    { class: "reseller", currency: "EUR", item: "com create 5Y", price: "36.00", from: "2026-01-01" },
    {
      class: "reseller",
      currency: "EUR",
      item: "fr create",
      price: undefined,
      from: "2026-11-20",
      until: "2026-11-30",
      promotion: 'Black, "Friday"',
    },
  ]);
  expect(fields("a,,b")).toEqual(["a", "", "b"]);
});

test("what is typed becomes hundredths, and what is emptied is not offered any more", () => {
  const staged = new Map([
    ["com create", "7,49"],
    ["fr renew", ""],
    ["hosting.90plan", "12"],
  ]);
  expect(toInput(staged, { class: "reseller", currency: "EUR" }, "2027-01-01").prices).toEqual([
    { tld: "com", action: "create", cents: 749, from: "2027-01-01" },
    { tld: "fr", action: "renew", cents: null, from: "2027-01-01" },
    { product: "hosting.90plan", cents: 1200, from: "2027-01-01" },
  ]);
  expect(isWrong("7.499")).toBe(true);
  expect(isWrong("")).toBe(false);
});

test("prices for several years at once do not take the place of a year's", () => {
  const price = (years: number | null, cents: number) =>
    ({ tld: "com", action: "create", years, cents }) as Price;
  const [com] = byEnding([price(null, 749), price(5, 3600)]);
  expect(com?.prices.create?.cents).toBe(749);
  expect(com?.atOnce.map(({ cents }) => cents)).toEqual([3600]);
});

test("amounts have the decimals of their currency", () => {
  expect(amount(749, "EUR")).toBe("7.49");
  expect(amount(50_000, "XOF")).toBe("500");
});
