/* not made yet */
export function Orders() {
  return null;
}
