import type { DocumentNode } from "graphql";
import { useCallback, useRef, useState } from "react";
import { type Client, useClient } from "urql";
import type { UserError } from "@/api/command";
import { stirred } from "@/api/stirring";
import { Cancel, Close, Restart, type Verb } from "./commands";

export interface LineResult {
  number: number;
  /** Nothing is wrong: it was done. */
  errors: readonly UserError[];
}

async function one(
  client: Client,
  verb: Verb,
  operation: number,
  reason: string,
): Promise<readonly UserError[]> {
  const document: DocumentNode = { restart: Restart, close: Close, cancel: Cancel }[verb];
  const input = verb === "cancel" ? { operation, reason } : { operation };
  const headers = { "Idempotency-Key": crypto.randomUUID() };
  const result = await client
    .mutation(document, { input }, { fetchOptions: { credentials: "same-origin", headers } })
    .toPromise();
  const payload = Object.entries(result.data ?? {}).find(([name]) => name !== "__typename")?.[1] as
    | { userErrors: readonly UserError[] }
    | undefined;
  if (!payload) return [{ code: "NETWORK", message: result.error?.message ?? "" }];
  return payload.userErrors;
}

/** One after another, each under a key of its own; it can be stopped between two. */
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
      for (const number of numbers) {
        if (stopped.current) break;
        const errors = await one(client, verb, number, reason);
        setResults((before) => [...before, { number, errors }]);
      }
      setRunning(false);
      stirred();
    },
    [client, verb],
  );
  return {
    results,
    running,
    run,
    stop: () => {
      stopped.current = true;
    },
    reset: () => setResults([]),
  };
}
