import { useCallback, useRef, useState } from "react";

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

/** What was used to open a dialog; where it was an item of a menu, which is gone by then, the menu's button. */
function opener(): HTMLElement | null {
  const used = document.activeElement;
  const button = used?.closest("[role=menu]")?.getAttribute("aria-labelledby");
  const found = button ? document.getElementById(button) : used;
  return found instanceof HTMLElement ? found : null;
}

/** After the way out of a dialog. */
const GONE = 300;

/**
 * The dialogs of a screen, one at a time. Each opening begins with empty fields; a closed one stays until its way out has
 * been shown, and the focus is back where it came from.
 */
export function useDialogs<Name extends string>() {
  const [shown, setShown] = useState<Shown<Name> | null>(null);
  const opened = useRef<HTMLElement | null>(null);
  const show = useCallback((name: Name) => {
    opened.current = opener();
    setShown((before) => ({ name, opened: true, turn: (before?.turn ?? 0) + 1 }));
  }, []);
  const onClose = useCallback(() => {
    setShown((before) => (before ? { ...before, opened: false } : null));
    setTimeout(() => {
      const lost = document.activeElement === null || document.activeElement === document.body;
      if (lost) opened.current?.focus();
    }, GONE);
  }, []);
  return {
    show,
    name: shown?.name ?? null,
    /** The key of the dialog: another one for each opening. */
    turn: shown?.turn ?? 0,
    props: { opened: shown?.opened ?? false, onClose },
  };
}
