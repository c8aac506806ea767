/* not made yet */
export function Obligations() {
  return null;
}
