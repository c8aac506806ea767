import { useRef, useState } from "react";
import { useSubscription } from "urql";
import { graphql } from "@/api/generated/office";
import { useListeningAgain, useLooking } from "@/api/live";

const Happens = graphql(`
  subscription Happens {
    events { stream sequence kind at actor correlation }
  }
`);

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
  const look = useLooking(() => {
    if (!holding.current) ask.current();
  });
  const unseen = useRef(new Set<string>());
  const [result, restart] = useSubscription({ query: Happens }, (_, happened) => {
    if (holding.current) {
      // By its name: the same event may be told twice.
      unseen.current.add(`${happened.events.stream}#${happened.events.sequence}`);
      setMissed(unseen.current.size);
      return happened;
    }
    look();
    return happened;
  });
  const { error } = result;
  useListeningAgain(error, () => {
    restart();
    // What was missed meanwhile.
    if (!holding.current) ask.current();
  });
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
