import { useCallback, useSyncExternalStore } from "react";
import { type PendingSearch, pending } from "./search";

/** A named set of filters. */
export interface SavedView {
  name: string;
  search: PendingSearch;
}

export const builtIn = [
  { name: "registry", search: { waits: "registry" } },
  { name: "action", search: { states: ["ACTION_REQUIRED"] } },
  { name: "failed", search: { states: ["FAILED"] } },
  { name: "old", search: { older: 3 } },
] as const satisfies readonly { name: string; search: unknown }[];

const KEPT = "registrar.pending.views";

/** What was kept, as far as it can still be read. */
export function readViews(kept: string | null): SavedView[] {
  try {
    const found: unknown = JSON.parse(kept ?? "[]");
    if (!Array.isArray(found)) return [];
    return found.flatMap((one: { name?: unknown; search?: unknown } | null) =>
      typeof one?.name === "string" && typeof one.search === "object" && one.search
        ? [{ name: one.name, search: pending(one.search as Record<string, unknown>) }]
        : [],
    );
  } catch {
    return [];
  }
}

/** Whether both filter alike, whatever they are sorted by. */
export function sameFilters(one: object, other: object): boolean {
  const plain = (search: object) =>
    JSON.stringify(
      Object.entries(search)
        .filter(([name, value]) => value !== undefined && name !== "sort" && name !== "desc")
        .sort(([a], [b]) => a.localeCompare(b)),
    );
  return plain(one) === plain(other);
}

const listeners = new Set<() => void>();
const listen = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** This person's own views, on this machine. */
export function useViews() {
  const kept = useSyncExternalStore(listen, () => localStorage.getItem(KEPT));
  const views = readViews(kept);
  const write = useCallback((next: readonly SavedView[]) => {
    localStorage.setItem(KEPT, JSON.stringify(next));
    for (const listener of listeners) listener();
  }, []);
  return {
    views,
    save: (name: string, search: PendingSearch) =>
      write([...views.filter((view) => view.name !== name), { name, search }]),
    forget: (name: string) => write(views.filter((view) => view.name !== name)),
  };
}
