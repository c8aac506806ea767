/** The address of a place: the router's own way to it works out the whole tree of routes, for each of a list's links. */
export function hrefOf(
  to: string,
  params: Record<string, string> | undefined,
  search: object | undefined,
  written: (search: Record<string, unknown>) => string,
): string {
  const path = to.replace(/\$(\w+)/g, (_, name: string) => encodeURIComponent(params?.[name] ?? ""));
  return search && Object.keys(search).length > 0 ? path + written(search as Record<string, unknown>) : path;
}
