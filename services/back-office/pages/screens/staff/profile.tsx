/* not made yet */
export function Profile() {
  return null;
}
