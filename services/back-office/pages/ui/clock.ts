import { useEffect, useState } from "react";
import { graphql } from "@/api/generated/office";
import { useReading } from "@/api/reading";

const Clock = graphql(`
  query RegistrarClock {
    events(first: 1) {
      nodes { at recordedAt }
    }
  }
`);

/** Clocks of machines differ by less. */
const ALIKE = 5 * 60_000;

/**
 * Now, in milliseconds, by the registrar's clock: a demo's may have been moved, and every age and every hour that is left
 * is counted by it. The latest event says both times.
 */
export function useNow(): number {
  const event = useReading(Clock, {}).data?.events.nodes[0];
  const [real, setReal] = useState(() => Date.now());
  useEffect(() => {
    const tick = setInterval(() => setReal(Date.now()), 30_000);
    return () => clearInterval(tick);
  }, []);
  const shift = event ? Date.parse(event.at) - Date.parse(event.recordedAt) : 0;
  return Math.abs(shift) < ALIKE ? real : real + shift;
}
