import type { RegistryListQuery } from "@/api/generated/office/graphql";

export type Registry = RegistryListQuery["registries"][number];
export type Window = Registry["maintenance"][number];

const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

/** `1 day 2 hr`, `2 hr 30 min`: the two units that matter, and at least a minute. */
export function lasting(milliseconds: number, language: string): string {
  let left = Math.max(milliseconds, 60_000);
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count === 0 && parts.length === 0) continue;
    if (count > 0) {
      const style = { style: "unit", unit, unitDisplay: "short" } as const;
      parts.push(new Intl.NumberFormat(language, style).format(count));
    }
    if (parts.length === 2 || unit === "minute") break;
    // After days and no hour, minutes say nothing.
    if (count === 0) break;
  }
  return parts.join(" ");
}
