import { Center, Loader } from "@mantine/core";
import { useCallback, useEffect, useLayoutEffect, useMemo, useState } from "react";
import { Coming } from "./coming";
import { endSession } from "./door";
import { keepPages, type Pages, parts } from "./parts";
import { rightsOf, type Session, SessionContext, type SignedIn } from "./session";
import { remembered } from "./vouched";

type Known = { asked: false } | { asked: true; me: SignedIn | null; ended: boolean };

/** The pages for whoever is signed in; for others, the way in. What was open stays in the address. */
export function Gate({ asked }: { asked: Promise<SignedIn | null> }) {
  const [known, setKnown] = useState<Known>({ asked: false });
  // Not after the painting of what waits.
  useLayoutEffect(() => {
    void asked.then((me) => {
      // Who comes back from a provider comes back to the first page.
      const open = me && remembered(window.location, window.sessionStorage);
      if (open) window.location.replace(open);
      else setKnown({ asked: true, me, ended: false });
    });
  }, [asked]);
  const me = known.asked ? known.me : null;
  const pages: Pages | null = me && (me.role === "reseller" ? "account" : "staff");
  useEffect(() => {
    if (pages) keepPages(pages);
  }, [pages]);
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
  if (!session || !pages) {
    return (
      <Coming key="signIn" part={parts.signIn} waiting={waiting}>
        {(SignIn) => (
          <SignIn ended={known.ended} onSignedIn={(me) => setKnown({ asked: true, me, ended: false })} />
        )}
      </Coming>
    );
  }
  return (
    <SessionContext.Provider value={session}>
      <Coming key={pages} part={parts[pages]} waiting={waiting}>
        {(Pages) => <Pages onSignedOut={onSignedOut} waiting={waiting} />}
      </Coming>
    </SessionContext.Provider>
  );
}
