/* not made yet */
export function TldPage() {
  return null;
}
