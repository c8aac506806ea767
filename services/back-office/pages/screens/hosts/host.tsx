/* not made yet */
export function HostPage() {
  return null;
}
