/** Whether contacts are found by what is typed: an e-mail address is looked for in whole alone, a handle by its beginning. */
export function askable(text: string): boolean {
  return !text.includes("@") || /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(text);
}
