import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { useCallback, useState } from "react";
import { useClient } from "urql";
import { graphql } from "./generated/office";
import { type Refused, refusedIn } from "./refused";
import { stirred } from "./stirring";

export interface UserError extends Refused {
  field?: string | null;
}

interface Payload {
  consistency?: string | null;
  repeated?: boolean;
  userErrors?: readonly UserError[];
}

/** What became of a command: done, with the payload, or not, with what to correct. */
export type Outcome<Answer> =
  | { done: true; answer: Answer; repeated: boolean }
  | { done: false; errors: readonly UserError[] };

/** The schemas of both doors have it. */
const Seen = graphql(`
  query Seen($consistency: String!) {
    seen(consistency: $consistency)
  }
`);

type Only<Data> = Data extends Record<string, infer Answer> ? Answer : never;

/**
 * One mutation: sent under a key of its own, so that a repeat after a lost answer does nothing twice; when it returns,
 * every view has seen what it wrote, and what is on the screen is asked for again.
 */
export function useCommand<Data extends object, Variables extends object>(
  document: TypedDocumentNode<Data, Variables>,
): [(variables: Variables) => Promise<Outcome<Only<Omit<Data, "__typename">>>>, boolean] {
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const run = useCallback(
    async (variables: Variables): Promise<Outcome<Only<Omit<Data, "__typename">>>> => {
      setBusy(true);
      try {
        const headers = { "Idempotency-Key": crypto.randomUUID() };
        const result = await client
          .mutation(document as TypedDocumentNode<Data>, variables as never, {
            fetchOptions: { credentials: "same-origin", headers },
          })
          .toPromise();
        if (result.error || !result.data) return { done: false, errors: refusedIn(result.error) };
        const answer = Object.entries(result.data).find(([name]) => name !== "__typename")?.[1] as Payload;
        if (answer.userErrors?.length) return { done: false, errors: answer.userErrors };
        if (answer.consistency) {
          await client
            .query(Seen, { consistency: answer.consistency }, { requestPolicy: "network-only" })
            .toPromise();
        }
        stirred();
        return { done: true, answer: answer as never, repeated: answer.repeated ?? false };
      } finally {
        setBusy(false);
      }
    },
    [client, document],
  );
  return [run, busy];
}
