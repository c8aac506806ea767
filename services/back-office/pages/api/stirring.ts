import { useEffect, useState } from "react";

/** Something was changed: what is shown is asked for again. */
const listeners = new Set<() => void>();

export function stirred(): void {
  for (const listener of listeners) listener();
}

export function onStirred(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A number that grows with everything that is changed here. */
export function useStirring(): number {
  const [count, setCount] = useState(0);
  useEffect(() => onStirred(() => setCount((before) => before + 1)), []);
  return count;
}
