/* not made yet */
export function VotePage() {
  return null;
}
