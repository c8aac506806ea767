/* not made yet */
export function Drift() {
  return null;
}
