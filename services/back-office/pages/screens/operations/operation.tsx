/* not made yet */
export function OperationPage() {
  return null;
}
