import { ofHundredths } from "@/ui/decimal";
import type { Price } from "./reading";

export const actions = ["create", "renew", "transfer", "restore", "trade"] as const;
export type Action = (typeof actions)[number];

export interface Ending {
  tld: string;
  /** A year's price, or the price where years do not count. */
  prices: Partial<Record<Action, Price>>;
  /** Prices for exactly so many years at once. */
  atOnce: readonly Price[];
}

/** Prices of names as rows of endings. */
export function byEnding(prices: readonly Price[]): readonly Ending[] {
  const endings = new Map<string, Ending & { atOnce: Price[] }>();
  for (const price of prices) {
    if (!price.tld || !price.action) continue;
    const ending = endings.get(price.tld) ?? { tld: price.tld, prices: {}, atOnce: [] };
    if (price.years) ending.atOnce.push(price);
    else ending.prices[price.action as Action] = price;
    endings.set(price.tld, ending);
  }
  return [...endings.values()].sort((one, other) => one.tld.localeCompare(other.tld));
}

export function all(ending: Ending): readonly Price[] {
  return [...Object.values(ending.prices), ...ending.atOnce];
}

const digits = new Map<string, number>();

/** How many decimals amounts of a currency have: 2 of EUR, none of XOF. */
function decimals(currency: string): number {
  let found = digits.get(currency);
  if (found === undefined) {
    try {
      const format = new Intl.NumberFormat("en", { style: "currency", currency });
      found = format.resolvedOptions().maximumFractionDigits ?? 2;
    } catch {
      found = 2;
    }
    digits.set(currency, found);
  }
  return found;
}

/** Hundredths as an amount of the currency: `7.49`, of XOF `500`. */
export function amount(cents: number, currency: string): string {
  const written = ofHundredths(cents);
  return decimals(currency) === 0 && cents % 100 === 0 ? written.slice(0, -3) : written;
}
