/* not made yet */
export function DisclosurePage() {
  return null;
}
