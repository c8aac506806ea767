import { cacheExchange, type KeyingConfig } from "@urql/exchange-graphcache";
import { createClient as createSocket } from "graphql-ws";
import {
  Client,
  type CombinedError,
  type Exchange,
  fetchExchange,
  mapExchange,
  subscriptionExchange,
} from "urql";

/** Told when the server no longer knows who asks. */
export type OnSignedOut = () => void;

/** Where a role is let in. */
export interface Door {
  path: string;
  /** Types that are parts of others, and live with their whole. */
  parts: readonly string[];
  /** Whether it says by itself what happens. */
  tells: boolean;
}

/** The code of the first error, as `extensions.code`. */
export function codeOf(error: CombinedError | undefined): string | undefined {
  const code = error?.graphQLErrors[0]?.extensions.code;
  return typeof code === "string" ? code : undefined;
}

function listening(path: string): Exchange {
  const here = new URL(path, window.location.href);
  here.protocol = here.protocol === "https:" ? "wss:" : "ws:";
  const socket = createSocket({
    url: here.href,
    lazy: true,
    keepAlive: 25_000,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
  });
  return subscriptionExchange({
    forwardSubscription(request) {
      const input = { ...request, query: request.query ?? "" };
      return {
        subscribe(sink) {
          return { unsubscribe: socket.subscribe(input, sink) };
        },
      };
    },
  });
}

/** A session of its own for each sign-in: nothing of one person's cache is shown to the next. */
export function createClient({ path, parts, tells }: Door, onSignedOut: OnSignedOut): Client {
  const keys: KeyingConfig = Object.fromEntries(parts.map((part) => [part, () => null]));
  return new Client({
    url: path,
    preferGetMethod: false,
    fetchOptions: { credentials: "same-origin" },
    requestPolicy: "cache-and-network",
    exchanges: [
      mapExchange({
        onError(error) {
          if (codeOf(error) === "UNAUTHENTICATED") onSignedOut();
        },
      }),
      cacheExchange({ keys, logger: () => undefined }),
      fetchExchange,
      ...(tells ? [listening(path)] : []),
    ],
  });
}
