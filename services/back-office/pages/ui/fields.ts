import { useEffect, useState } from "react";

/** What is typed into a dialog: it begins anew whenever the dialog opens. */
export function useFields<Fields extends object>(
  initial: Fields,
  opened: boolean,
): readonly [Fields, (change: Partial<Fields>) => void] {
  const [fields, setFields] = useState(initial);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is typed stays while the dialog is open.
  useEffect(() => {
    if (opened) setFields(initial);
  }, [opened]);
  return [fields, (change) => setFields((before) => ({ ...before, ...change }))];
}
