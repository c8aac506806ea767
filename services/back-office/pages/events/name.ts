/** `VoteCast` as `Vote cast`: the journal's own words stay readable for whoever looks them up. */
export function plainWords(kind: string): string {
  const words = kind.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
