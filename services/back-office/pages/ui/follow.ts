import { useEffect, useRef } from "react";
import { useSubscription } from "urql";
import { graphql } from "@/api/generated/office";
import { stirred } from "@/api/stirring";

const StreamHappened = graphql(`
  subscription StreamHappened($kind: String!) {
    events(kind: $kind) { stream sequence }
  }
`);

/** The least time between two looks. */
const EVERY = 2_000;
/** The feed hears of an event first; the other views have it a moment later. */
const SETTLE = 700;
/** After this it listens again, where the server ended the subscription. */
const AGAIN = 5_000;

/** What happens to one thing, by whomever, is shown: its events have what is on the screen asked for again. */
export function useFollow(kind: "domain" | "contact" | "host" | "account", key: string, pause = false): void {
  const last = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const stream = `${kind}/${key}`;
  const [{ error }, again] = useSubscription(
    { query: StreamHappened, variables: { kind }, pause },
    (_, told) => {
      if (told.events.stream === stream) {
        const wait = Math.max(SETTLE, last.current + EVERY - Date.now());
        timer.current ??= setTimeout(() => {
          timer.current = undefined;
          last.current = Date.now();
          stirred();
        }, wait);
      }
      return told;
    },
  );
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (!error || pause) return undefined;
    const retry = setTimeout(again, AGAIN);
    return () => clearTimeout(retry);
  }, [error, again, pause]);
}
