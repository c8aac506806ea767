/* not made yet */
export function Disclosures() {
  return null;
}
