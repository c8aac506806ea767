/* not made yet */
export function TrialBalance() {
  return null;
}
