import { grouped } from "@/ui/amount";

/** `12.34 EUR` as the language writes it. */
export function written(amount: string): string {
  const [number = "", currency = ""] = amount.split(" ");
  return `${grouped(number)} ${currency}`;
}
