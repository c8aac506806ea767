/* not made yet */
export function Audit() {
  return null;
}
