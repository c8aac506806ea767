import { Center, Loader } from "@mantine/core";
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from "react";
import { endSession, whoIsSignedIn } from "./door";
import { rightsOf, type Session, SessionContext, type SignedIn } from "./session";
import { remembered } from "./vouched";

const SignIn = lazy(() => import("./sign-in").then((found) => ({ default: found.SignIn })));
// Nobody needs both.
const Office = lazy(() => import("@/app/office").then((found) => ({ default: found.Office })));
const Manager = lazy(() => import("@/manager/manager").then((found) => ({ default: found.Manager })));

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
  const me = known.asked ? known.me : null;
  const signOut = useCallback(async () => {
    await endSession();
    setKnown({ asked: true, me: null, ended: false });
  }, []);
  const onSignedOut = useCallback(() => setKnown({ asked: true, me: null, ended: true }), []);
  const session = useMemo<Session | null>(
    () => (me ? { me, rights: rightsOf(me.role), signOut } : null),
    [me, signOut],
  );
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
  const Pages = session.me.role === "reseller" ? Manager : Office;
  return (
    <SessionContext.Provider value={session}>
      <Suspense fallback={waiting}>
        <Pages onSignedOut={onSignedOut} waiting={waiting} />
      </Suspense>
    </SessionContext.Provider>
  );
}
