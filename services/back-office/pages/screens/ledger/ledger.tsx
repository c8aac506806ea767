/* not made yet */
export function Ledger() {
  return null;
}
