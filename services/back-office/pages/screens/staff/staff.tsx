/* not made yet */
export function Staff() {
  return null;
}
