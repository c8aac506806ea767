/* not made yet */
export function Catalogue() {
  return null;
}
