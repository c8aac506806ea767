/* not made yet */
export function DomainPage() {
  return null;
}
