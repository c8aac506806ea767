/* not made yet */
export function Accounts() {
  return null;
}
