/* not made yet */
export function Votes() {
  return null;
}
