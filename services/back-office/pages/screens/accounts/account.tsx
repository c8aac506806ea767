/* not made yet */
export function AccountPage() {
  return null;
}
