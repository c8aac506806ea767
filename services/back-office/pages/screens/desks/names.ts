/** A name that is written in part is no name: the server wants it whole. */
const NAME = /^[^\s.]+(\.[^\s.]+)+$/;

export function wholeName(text: string | undefined): string | null {
  return text && NAME.test(text) ? text.toLowerCase() : null;
}

/** `expiry-notice-30`: what, and of which number. */
export function obligationOf(kind: string): { word: string; number?: number } {
  const parts = /^(expiry-notice|disclosure-answer)-(\d+)$/.exec(kind);
  return parts ? { word: parts[1] ?? kind, number: Number(parts[2]) } : { word: kind };
}
