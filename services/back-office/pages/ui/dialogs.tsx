import { useCallback, useState } from "react";

interface Shown<Name extends string> {
  name: Name;
  opened: boolean;
  turn: number;
}

/** What every dialog is given. */
export interface DialogProps {
  opened: boolean;
  onClose: () => void;
}

/**
 * The dialogs of a screen, one at a time. Each opening begins with empty fields; a closed one stays until its way out has
 * been shown, and the focus is back where it came from.
 */
export function useDialogs<Name extends string>() {
  const [shown, setShown] = useState<Shown<Name> | null>(null);
  const show = useCallback(
    (name: Name) => setShown((before) => ({ name, opened: true, turn: (before?.turn ?? 0) + 1 })),
    [],
  );
  const onClose = useCallback(() => setShown((before) => (before ? { ...before, opened: false } : null)), []);
  return {
    show,
    name: shown?.name ?? null,
    /** The key of the dialog: another one for each opening. */
    turn: shown?.turn ?? 0,
    props: { opened: shown?.opened ?? false, onClose },
  };
}
