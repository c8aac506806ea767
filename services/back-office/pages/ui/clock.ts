import { useEffect, useState } from "react";
import type { Client } from "urql";
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

/** By how much the registrar's clock is ahead of this machine's, in milliseconds: a demo's may have been moved. */
let shift = 0;

/** By how much it is ahead, in milliseconds. */
export function learn(ahead: number): void {
  shift = Math.abs(ahead) < ALIKE ? 0 : ahead;
}

function learnOf(event: { at: string; recordedAt: string } | undefined): void {
  learn(event ? Date.parse(event.at) - Date.parse(event.recordedAt) : 0);
}

/** Now by the registrar's clock, in milliseconds. */
export function now(): number {
  return Date.now() + shift;
}

/** Asks what time it is there, before anything is counted from it. */
export async function readClock(client: Client): Promise<void> {
  const answer = await client.query(Clock, {}, { requestPolicy: "network-only" }).toPromise();
  learnOf(answer.data?.events.nodes[0]);
}

/** As [`now`], for what is shown for long: it goes on, and follows a clock that is moved. */
export function useNow(): number {
  const event = useReading(Clock, {}).data?.events.nodes[0];
  if (event) learnOf(event);
  return useTicking();
}

/** As [`now`], and goes on. */
export function useTicking(): number {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now();
}
