import dayjs from "dayjs";

export interface Marked {
  /** The first day, as `2026-11-28`. */
  first: string;
  /** The number of the last day, counted from the first: today, or the day of the last event where that is later. */
  last: number;
  /** The days on which something happened, and what, in order. */
  marks: readonly { index: number; kinds: readonly string[] }[];
}

/** A life in days of this machine's zone; nothing where nothing has happened. */
export function days(events: readonly { kind: string; at: string }[], now: number): Marked | null {
  const sorted = [...events].sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  const begin = sorted[0];
  const end = sorted.at(-1);
  if (!begin || !end) return null;
  const first = dayjs(begin.at).startOf("day");
  // The clock of a demo may be ahead of this machine's.
  const last = dayjs(Math.max(now, Date.parse(end.at))).startOf("day");
  const marks = new Map<number, string[]>();
  for (const event of sorted) {
    const index = dayjs(event.at).startOf("day").diff(first, "day");
    const kinds = marks.get(index) ?? [];
    if (!kinds.includes(event.kind)) kinds.push(event.kind);
    marks.set(index, kinds);
  }
  return {
    first: first.format("YYYY-MM-DD"),
    last: last.diff(first, "day"),
    marks: [...marks].map(([index, kinds]) => ({ index, kinds })),
  };
}
