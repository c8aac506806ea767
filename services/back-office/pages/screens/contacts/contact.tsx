/* not made yet */
export function ContactPage() {
  return null;
}
