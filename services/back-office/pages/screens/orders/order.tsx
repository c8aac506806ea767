/* not made yet */
export function OrderPage() {
  return null;
}
