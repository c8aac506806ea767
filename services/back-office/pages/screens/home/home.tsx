/* not made yet */
export function Home() {
  return null;
}
