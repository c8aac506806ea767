import { type AnyRouter, RouterProvider } from "@tanstack/react-router";
import { type ReactNode, useEffect, useMemo, useState } from "react";
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

/** The pages of a role: where it asks, what it may open. Between two sign-ins it is gone, and its cache with it. */
export function Frame({ door, router, readClock, onSignedOut, waiting }: Props) {
  const [timed, setTimed] = useState<Client | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: one sign-in has one cache.
  const client = useMemo(() => createClient(door, onSignedOut), []);
  useEffect(() => {
    void readClock(client).finally(() => setTimed(client));
  }, [client, readClock]);
  if (timed !== client) return waiting;
  return (
    <Provider value={client}>
      <RouterProvider router={router} />
    </Provider>
  );
}
