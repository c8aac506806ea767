import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { useCallback, useEffect, useRef } from "react";
import { type CombinedError, useSubscription } from "urql";
import { stirred } from "./stirring";

/** The least time between two looks: a busy registrar changes more often than anybody reads. */
const EVERY = 2_000;
/** After this a subscription that the server ended is begun again. */
const AGAIN = 5_000;

/** Has `look` called soon after something happened, however much does; `settle` milliseconds later at the earliest. */
export function useLooking(look: () => void, settle = 0): () => void {
  const last = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const latest = useRef(look);
  latest.current = look;
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(() => {
    timer.current ??= setTimeout(
      () => {
        timer.current = undefined;
        last.current = Date.now();
        latest.current();
      },
      Math.max(settle, last.current + EVERY - Date.now()),
    );
  }, [settle]);
}

/** A subscription ends when more came than was read: it is begun again. */
export function useListeningAgain(error: CombinedError | undefined, again: () => void): void {
  const latest = useRef(again);
  latest.current = again;
  useEffect(() => {
    if (!error) return undefined;
    const retry = setTimeout(() => latest.current(), AGAIN);
    return () => clearTimeout(retry);
  }, [error]);
}

/**
 * What happens elsewhere is shown here: each event of the subscription has what is on the screen asked for again, at most
 * every two seconds. Answers whether it listens.
 */
export function useLive<Data, Variables extends object>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): boolean {
  const look = useLooking(stirred);
  const [result, again] = useSubscription(
    { query: document as TypedDocumentNode<Data>, variables: variables as never },
    () => {
      look();
      return null;
    },
  );
  useListeningAgain(result.error, () => {
    again();
    // What was missed meanwhile.
    stirred();
  });
  return result.fetching && !result.error;
}
