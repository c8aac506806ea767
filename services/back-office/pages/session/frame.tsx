import { type AnyRouter, RouterProvider } from "@tanstack/react-router";
import { type ReactNode, useLayoutEffect, useMemo, useState } from "react";
import { type Client, Provider } from "urql";
import { createClient, type Door, type OnSignedOut } from "@/api/client";

interface Props {
  door: Door;
  router: AnyRouter;
  /** What is late is late by the registrar's clock: it is known before anything is shown. */
  readClock: (client: Client) => Promise<void>;
  onSignedOut: OnSignedOut;
  waiting: ReactNode;
}

/**
 * Loads the screen of the address, with its words. The router's own `load` would do more: where it was rendered before, it
 * waits until it is rendered again.
 */
export async function foreseeScreen(router: AnyRouter): Promise<void> {
  await router.preloadRoute({ to: router.history.location.pathname });
}

/** The pages of a role: where it asks, what it may open. Between two sign-ins it is gone, and its cache with it. */
export function Frame({ door, router, readClock, onSignedOut, waiting }: Props) {
  const [ready, setReady] = useState<Client | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: one sign-in has one cache.
  const client = useMemo(() => createClient(door, onSignedOut), []);
  // Not after the painting of what waits.
  useLayoutEffect(() => {
    void Promise.allSettled([readClock(client), foreseeScreen(router)]).then(() => setReady(client));
  }, [client, readClock, router]);
  if (ready !== client) return waiting;
  return (
    <Provider value={client}>
      <RouterProvider router={router} />
    </Provider>
  );
}
