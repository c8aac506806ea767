/* not made yet */
export function Pending() {
  return null;
}
