import { cacheExchange, type KeyingConfig } from "@urql/exchange-graphcache";
import { createClient as createSocket } from "graphql-ws";
import { Client, type CombinedError, fetchExchange, mapExchange, subscriptionExchange } from "urql";
import { parts } from "./generated/parts";

/** Told when the server no longer knows who asks. */
export type OnSignedOut = () => void;

const keys: KeyingConfig = Object.fromEntries(parts.map((part) => [part, () => null]));

/** The code of the first error, as `extensions.code`. */
export function codeOf(error: CombinedError | undefined): string | undefined {
  const code = error?.graphQLErrors[0]?.extensions.code;
  return typeof code === "string" ? code : undefined;
}

/** A session of its own for each sign-in: nothing of one person's cache is shown to the next. */
export function createClient(onSignedOut: OnSignedOut): Client {
  const here = new URL("/graphql", window.location.href);
  here.protocol = here.protocol === "https:" ? "wss:" : "ws:";
  const socket = createSocket({
    url: here.href,
    lazy: true,
    keepAlive: 25_000,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
  });
  return new Client({
    url: "/graphql",
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
      subscriptionExchange({
        forwardSubscription(request) {
          const input = { ...request, query: request.query ?? "" };
          return {
            subscribe(sink) {
              return { unsubscribe: socket.subscribe(input, sink) };
            },
          };
        },
      }),
    ],
  });
}
