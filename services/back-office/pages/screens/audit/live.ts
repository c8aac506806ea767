import { useEffect, useRef, useState } from "react";
import { useSubscription } from "urql";
import { graphql } from "@/api/generated/office";

const Happens = graphql(`
  subscription Happens {
    events { stream sequence kind at actor correlation }
  }
`);

/** A busy registrar records more than anybody reads: one look in so many milliseconds is enough. */
const EVERY = 2_000;

/**
 * Asks again when something was recorded, at most every two seconds. While it is held, it counts what was missed.
 */
export function useHappenings(
  held: boolean,
  again: () => void,
): { missed: number; listening: boolean; caughtUp: () => void } {
  const [missed, setMissed] = useState(0);
  const holding = useRef(held);
  holding.current = held;
  const ask = useRef(again);
  ask.current = again;
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const last = useRef(0);
  const unseen = useRef(new Set<string>());
  const [result, restart] = useSubscription({ query: Happens }, (_, happened) => {
    if (holding.current) {
      // By its name: the same event may be told twice.
      unseen.current.add(`${happened.events.stream}#${happened.events.sequence}`);
      setMissed(unseen.current.size);
      return happened;
    }
    timer.current ??= setTimeout(
      () => {
        timer.current = undefined;
        last.current = Date.now();
        if (!holding.current) ask.current();
      },
      Math.max(0, last.current + EVERY - Date.now()),
    );
    return happened;
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  const { error } = result;
  useEffect(() => {
    if (!error) return undefined;
    // It ended, as when more came than was read: listen again, and look at what was missed.
    const retry = setTimeout(() => {
      restart();
      if (!holding.current) ask.current();
    }, 5_000);
    return () => clearTimeout(retry);
  }, [error, restart]);
  return {
    missed,
    listening: result.fetching && !error,
    caughtUp: () => {
      unseen.current.clear();
      setMissed(0);
      ask.current();
    },
  };
}
