/* not made yet */
export function Operations() {
  return null;
}
