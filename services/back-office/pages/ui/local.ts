import { useMemo } from "react";
import type { Reading, Rows } from "@/api/reading";

/** Rows that came all at once, as a table takes them. */
export function useLocalRows<Data, Row>(
  reading: Reading<Data>,
  pick: (data: Data) => readonly Row[],
  keep: (row: Row) => boolean = () => true,
): Rows<Row> {
  const { data, error, loading, again } = reading;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is picked follows from what was read and kept.
  const rows = useMemo(() => (data ? pick(data).filter(keep) : []), [data, keep]);
  return {
    rows,
    error,
    loading: loading && !data,
    loadingMore: false,
    hasMore: false,
    more: () => undefined,
    again,
  };
}
