/* not made yet */
export function InvoicePage() {
  return null;
}
