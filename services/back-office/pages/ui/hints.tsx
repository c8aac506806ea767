import { Tooltip } from "@mantine/core";
import { useEffect, useId, useState } from "react";
import { exact } from "./when";

const DELAY = 250;

interface Shown {
  on: HTMLElement;
  words: string;
}

function hinted(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>("[data-hint]") : null;
}

/** What is told of it; a moment's is worked out once somebody looks. */
function wordsOf(on: HTMLElement): string {
  return on.dataset.hint || (on instanceof HTMLTimeElement ? exact(on.dateTime) : "");
}

/**
 * The tooltip of whatever bears `data-hint`: one for all of them. Lists have hundreds of such things, and a tooltip of its
 * own for each was most of what a line cost.
 */
export function Hints() {
  const id = useId();
  const [shown, setShown] = useState<Shown | null>(null);
  const [open, setOpen] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let on: HTMLElement | null = null;
    const look = (found: HTMLElement | null, delay: number) => {
      if (found === on) return;
      on?.removeAttribute("aria-describedby");
      on = found;
      clearTimeout(timer);
      setOpen(false);
      if (!found) return;
      timer = setTimeout(() => {
        const words = wordsOf(found);
        if (!words || !found.isConnected) return;
        found.setAttribute("aria-describedby", id);
        setShown({ on: found, words });
        setOpen(true);
      }, delay);
    };
    const over = (event: Event) => look(hinted(event.target), DELAY);
    const focused = ({ target }: FocusEvent) => {
      const found = hinted(target);
      if (found && (target as Element).matches(":focus-visible")) look(found, 0);
    };
    const away = () => look(null, 0);
    const pressed = ({ key }: KeyboardEvent) => {
      if (key === "Escape") away();
    };
    document.addEventListener("pointerover", over);
    document.addEventListener("focusin", focused);
    document.addEventListener("focusout", away);
    document.addEventListener("keydown", pressed);
    document.documentElement.addEventListener("mouseleave", away);
    return () => {
      away();
      document.removeEventListener("pointerover", over);
      document.removeEventListener("focusin", focused);
      document.removeEventListener("focusout", away);
      document.removeEventListener("keydown", pressed);
      document.documentElement.removeEventListener("mouseleave", away);
    };
  }, [id]);
  if (!shown) return null;
  return (
    <Tooltip
      target={shown.on}
      opened={open}
      multiline
      maw={480}
      w="max-content"
      label={<span id={id}>{shown.words}</span>}
    />
  );
}
