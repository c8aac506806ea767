import type { SetPricesInput } from "@/api/generated/office/graphql";
import { hundredths } from "@/ui/decimal";

/** Prices that were typed and not set yet: `com create` and what stands in its field. */
export type Staged = ReadonlyMap<string, string>;

/** What was typed is no price; an empty field means that it is not offered. */
export function isWrong(typed: string): boolean {
  return typed.trim() !== "" && hundredths(typed) === undefined;
}

/** What was typed as a change of a list from a day on. */
export function toInput(
  staged: Staged,
  list: { class: string; currency: string },
  from: string,
): SetPricesInput {
  const prices = [...staged].map(([item, typed]) => {
    const [subject = "", action] = item.split(" ");
    const cents = typed.trim() === "" ? null : (hundredths(typed) ?? null);
    return action ? { tld: subject, action, cents, from } : { product: subject, cents, from };
  });
  return { ...list, prices };
}
