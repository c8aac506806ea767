/* not made yet */
export function Registries() {
  return null;
}
