/* not made yet */
export function Invoices() {
  return null;
}
