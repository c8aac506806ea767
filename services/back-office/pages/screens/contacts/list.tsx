/* not made yet */
export function Contacts() {
  return null;
}
