import { oneOf, searched } from "@/ui/tools";

export const periods = ["month", "year"] as const;

export function home(found: Record<string, unknown>) {
  return searched({ period: oneOf(periods, found.period) });
}
