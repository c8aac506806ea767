/* not made yet */
export function Adjustments() {
  return null;
}
