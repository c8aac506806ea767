import { Center, Loader } from "@mantine/core";
import { RouterProvider } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from "react";
import { type Client, Provider } from "urql";
import { createClient } from "@/api/client";
import { router } from "@/app/router";
import { readClock } from "@/ui/clock";
import { endSession, whoIsSignedIn } from "./door";
import { remembered } from "./vouched";
import { rightsOf, type Session, SessionContext, type SignedIn } from "./session";

const SignIn = lazy(() => import("./sign-in").then((found) => ({ default: found.SignIn })));

type Known = { asked: false } | { asked: true; me: SignedIn | null; ended: boolean };

/** The pages for whoever is signed in; for others, the way in. What was open stays in the address. */
export function Gate() {
  const [known, setKnown] = useState<Known>({ asked: false });
  useEffect(() => {
    whoIsSignedIn().then(
      (me) => {
        // Who comes back from a provider comes back to the first page.
        const open = me && remembered(window.location, window.sessionStorage);
        if (open) window.location.replace(open);
        else setKnown({ asked: true, me, ended: false });
      },
      () => setKnown({ asked: true, me: null, ended: false }),
    );
  }, []);
  const login = known.asked ? known.me?.login : undefined;
  const role = known.asked ? known.me?.role : undefined;
  const signOut = useCallback(async () => {
    await endSession();
    setKnown({ asked: true, me: null, ended: false });
  }, []);
  const session = useMemo<Session | null>(
    () => (login && role ? { me: { login, role }, rights: rightsOf(role), signOut } : null),
    [login, role, signOut],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: each sign-in has a cache of its own.
  const client = useMemo(
    () => createClient(() => setKnown({ asked: true, me: null, ended: true })),
    [login, role],
  );
  const [timed, setTimed] = useState<Client | null>(null);
  useEffect(() => {
    if (!login) return;
    // What is late is late by the registrar's clock: it is known before anything is shown.
    void readClock(client).finally(() => setTimed(client));
  }, [client, login]);
  const waiting = (
    <Center h="100dvh">
      <Loader />
    </Center>
  );
  if (!known.asked) return waiting;
  if (!session) {
    return (
      <Suspense fallback={waiting}>
        <SignIn ended={known.ended} onSignedIn={(me) => setKnown({ asked: true, me, ended: false })} />
      </Suspense>
    );
  }
  if (timed !== client) return waiting;
  return (
    <SessionContext.Provider value={session}>
      <Provider value={client}>
        <RouterProvider router={router} />
      </Provider>
    </SessionContext.Provider>
  );
}
