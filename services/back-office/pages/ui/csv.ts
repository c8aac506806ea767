/** What a spreadsheet would take for a formula stays a text. */
function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  const text = typeof value === "string" ? value : String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A table as comma-separated values (RFC 4180), with a head, readable to spreadsheets as UTF-8. */
export function csv<Row>(
  rows: readonly Row[],
  columns: readonly (readonly [head: string, value: (row: Row) => unknown])[],
): string {
  const lines = [
    columns.map(([head]) => cell(head)),
    ...rows.map((row) => columns.map(([, value]) => cell(value(row)))),
  ];
  return `\uFEFF${lines.map((line) => line.join(",")).join("\r\n")}\r\n`;
}
