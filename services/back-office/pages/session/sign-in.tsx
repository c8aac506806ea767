import type { SignedIn } from "./session";

export function SignIn(_: { ended: boolean; onSignedIn: (me: SignedIn) => void }) {
  return null;
}
