export interface Line {
  currency?: string | null;
  book: string;
  debit: string;
  credit: string;
}

export interface Books {
  currency: string;
  books: readonly Line[];
  debit: bigint;
  credit: bigint;
}

/** In the order in which points and money come in, are held, and go. */
const order = ["bought", "granted", "adjusted", "received", "available", "balance", "reserved", "spent"];

/** The lines of a trial balance by currency, with their sums: exact, whatever their size. */
export function byCurrency(lines: readonly Line[]): readonly Books[] {
  const currencies = [...new Set(lines.map((line) => line.currency ?? ""))].sort();
  return currencies.map((currency) => {
    const books = lines
      .filter((line) => (line.currency ?? "") === currency)
      .toSorted((one, other) => order.indexOf(one.book) - order.indexOf(other.book));
    const total = (side: "debit" | "credit") => books.reduce((sum, line) => sum + BigInt(line[side]), 0n);
    return { currency: currency || "–", books, debit: total("debit"), credit: total("credit") };
  });
}
