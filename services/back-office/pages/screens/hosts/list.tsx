/* not made yet */
export function Hosts() {
  return null;
}
