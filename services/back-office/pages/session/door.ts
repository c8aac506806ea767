import type { Role, SignedIn } from "./session";

/** For the time before the sign-in door is merged: the development proxy's token says who asks. */
export async function whoIsSignedIn(): Promise<SignedIn | null> {
  const answer = await fetch("/graphql", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ query: "{ me { login role } }" }),
  });
  const body = (await answer.json()) as { data?: { me: { login: string; role: Role } } };
  return body.data?.me ?? null;
}

export async function endSession(): Promise<void> {}
