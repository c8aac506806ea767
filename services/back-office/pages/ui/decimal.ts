/** Amounts as the server writes them, `-12.50`: exact, whatever their size. */

interface Decimal {
  units: bigint;
  scale: number;
}

function parsed(text: string): Decimal {
  const [whole = "0", fraction = ""] = text.split(".");
  return { units: BigInt(`${whole}${fraction}`), scale: fraction.length };
}

/** Hundredths of a unit as `12.50`. */
export function ofHundredths(hundredths: bigint | number | string): string {
  return written({ units: BigInt(hundredths), scale: 2 });
}

function written({ units, scale }: Decimal): string {
  if (scale === 0) return units.toString();
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, "0");
  return `${units < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

export function sum(amounts: readonly string[]): string {
  const all = amounts.map(parsed);
  const scale = Math.max(0, ...all.map((one) => one.scale));
  const units = all.reduce((total, one) => total + one.units * 10n ** BigInt(scale - one.scale), 0n);
  return written({ units, scale });
}

/** `7,49` and `7.49` as hundredths; nothing where it is no amount, or finer than a hundredth. */
export function hundredths(typed: string): number | undefined {
  const match = /^(\d{1,9})(?:[.,](\d{1,2}))?$/.exec(typed.trim());
  if (!match) return undefined;
  return Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
}
