import i18next from "i18next";
import { Quiet } from "./quiet";

/** `1 234 567` as the language writes it. */
export function grouped(value: number | string): string {
  const [whole = "", fraction] = String(value).split(".");
  const language = i18next.language ?? "en";
  const written = new Intl.NumberFormat(language).format(BigInt(whole === "" || whole === "-" ? "0" : whole));
  if (fraction === undefined) return written;
  const point = new Intl.NumberFormat(language)
    .formatToParts(1.5)
    .find((part) => part.type === "decimal")?.value;
  return `${whole.startsWith("-") && !written.startsWith("-") ? "-" : ""}${written}${point ?? "."}${fraction}`;
}

/** Points, to be set in a column on the right; what leaves is marked by its sign, not by colour alone. */
export function Points({ value, signed }: { value: number | null | undefined; signed?: boolean }) {
  if (value === null || value === undefined) return <Quiet />;
  return (
    <span style={{ whiteSpace: "nowrap" }}>
      {signed && value > 0 ? "+" : ""}
      {grouped(value)}
    </span>
  );
}

export function Money({ amount, currency }: { amount: string; currency?: string | null }) {
  return (
    <span style={{ whiteSpace: "nowrap" }}>
      {grouped(amount)}
      {currency ? ` ${currency}` : ""}
    </span>
  );
}

/** Cents as an amount; the currencies without cents keep the paper's hundredths. */
export function money(cents: number, currency: string): string {
  const sign = cents < 0 ? "-" : "";
  const value = Math.abs(cents);
  return `${sign}${grouped(`${Math.floor(value / 100)}.${String(value % 100).padStart(2, "0")}`)} ${currency}`;
}
