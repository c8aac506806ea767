import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { useEffect, useRef } from "react";
import { useSubscription } from "urql";
import { stirred } from "./stirring";

/** The least time between two looks: a busy registrar changes more often than anybody reads. */
const EVERY = 2_000;
/** The feed hears of an event first; the other views have it a moment later. */
const SETTLE = 700;

/**
 * What happens elsewhere is shown here: each event of the subscription has what is on the screen asked for again, at most
 * every two seconds. Answers whether it listens.
 */
export function useLive<Data, Variables extends object>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): boolean {
  const last = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const [result, again] = useSubscription(
    { query: document as TypedDocumentNode<Data>, variables: variables as never },
    () => {
      timer.current ??= setTimeout(
        () => {
          timer.current = undefined;
          last.current = Date.now();
          stirred();
        },
        Math.max(SETTLE, last.current + EVERY - Date.now()),
      );
      return null;
    },
  );
  useEffect(() => () => clearTimeout(timer.current), []);
  const { error } = result;
  useEffect(() => {
    if (!error) return undefined;
    // It ended, as when more came than was read: listen again, and look at what was missed.
    const retry = setTimeout(() => {
      again();
      stirred();
    }, 5_000);
    return () => clearTimeout(retry);
  }, [error, again]);
  // What is subscribed to is fetched until something came; then it goes on without.
  return !error && (result.fetching || result.data !== undefined);
}
