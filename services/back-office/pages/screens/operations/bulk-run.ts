import type { DocumentNode } from "graphql";
import { useCallback, useRef, useState } from "react";
import { type Client, useClient } from "urql";
import type { UserError } from "@/api/command";
import { refusedIn } from "@/api/refused";
import { stirred } from "@/api/stirring";
import { Cancel, Close, RestartMany, type Verb } from "./commands";

export interface LineResult {
  number: number;
  /** Nothing is wrong: it was done. */
  errors: readonly UserError[];
}

/** So many are started again by one request: few enough that the progress is seen, and the rest can be stopped. */
const AT_ONCE = 10;

function underKey() {
  const headers = { "Idempotency-Key": crypto.randomUUID() };
  return { fetchOptions: { credentials: "same-origin" as const, headers } };
}

async function restart(client: Client, numbers: readonly number[]): Promise<LineResult[]> {
  const input = { numbers: [...numbers] };
  const result = await client.mutation(RestartMany, { input }, underKey()).toPromise();
  const answers = result.data?.restartOperations;
  return numbers.map((number) => {
    const answer = answers?.find((one) => one.number === number);
    return { number, errors: answer ? answer.userErrors : refusedIn(result.error) };
  });
}

async function end(
  client: Client,
  verb: "close" | "cancel",
  operation: number,
  reason: string,
): Promise<LineResult> {
  const document: DocumentNode = verb === "close" ? Close : Cancel;
  const input = verb === "cancel" ? { operation, reason } : { operation };
  const result = await client.mutation(document, { input }, underKey()).toPromise();
  const payload = Object.entries(result.data ?? {}).find(([name]) => name !== "__typename")?.[1] as
    | { userErrors: readonly UserError[] }
    | undefined;
  return { number: operation, errors: payload ? payload.userErrors : refusedIn(result.error) };
}

/** One after another, with what became of each; it can be stopped in between. */
export function useBulk(verb: Verb) {
  const client = useClient();
  const [results, setResults] = useState<readonly LineResult[]>([]);
  const [running, setRunning] = useState(false);
  const stopped = useRef(false);
  const run = useCallback(
    async (numbers: readonly number[], reason: string) => {
      stopped.current = false;
      setResults([]);
      setRunning(true);
      const size = verb === "restart" ? AT_ONCE : 1;
      for (let at = 0; at < numbers.length && !stopped.current; at += size) {
        const some = numbers.slice(at, at + size);
        const done =
          verb === "restart"
            ? await restart(client, some)
            : await Promise.all(some.map((number) => end(client, verb, number, reason)));
        setResults((before) => [...before, ...done]);
      }
      setRunning(false);
      stirred();
    },
    [client, verb],
  );
  const stop = useCallback(() => {
    stopped.current = true;
  }, []);
  return { results, running, run, stop };
}
