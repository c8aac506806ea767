/* not made yet */
export function Prices() {
  return null;
}
