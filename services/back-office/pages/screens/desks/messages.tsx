/* not made yet */
export function Messages() {
  return null;
}
