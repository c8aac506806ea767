/** A search parameter as text: what is no text is absent. */
export function text(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}

export function number(value: unknown): number | undefined {
  const found =
    typeof value === "number"
      ? value
      : typeof value === "string" && value !== ""
        ? Number(value)
        : Number.NaN;
  return Number.isSafeInteger(found) ? found : undefined;
}

export function flag(value: unknown): boolean | undefined {
  return value === true || value === "true" ? true : value === false || value === "false" ? false : undefined;
}

export function oneOf<Value extends string>(values: readonly Value[], value: unknown): Value | undefined {
  return values.find((known) => known === value);
}

/** A file for the reader, made here. */
export function download(name: string, content: BlobPart, type: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
}

/** The bytes of base64, as the server answers documents. */
export function bytes(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** Whether the search parameters filter anything. */
export function filtered(
  search: Record<string, unknown>,
  ignore: readonly string[] = ["sort", "desc"],
): boolean {
  return Object.entries(search).some(([name, value]) => value !== undefined && !ignore.includes(name));
}

/** Search parameters of a screen: each may be absent. */
export function searched<Found extends object>(found: Found): { [Name in keyof Found]?: Found[Name] } {
  return found;
}
