import { graphql } from "@/api/generated/session";
import type { MethodsQuery, SignInMutation } from "@/api/generated/session/graphql";
import { ask, roles, type SignedIn } from "./session";

const Who = graphql(`
  query Who {
    me { login role account }
  }
`);

const Methods = graphql(`
  query Methods {
    signIn { openidConnect { name path } }
  }
`);

const SignIn = graphql(`
  mutation SignIn($input: SignInInput!) {
    signIn(input: $input) {
      signedIn { login role account expiresAt }
      needs
      enrolment { secret uri }
      recoveryCodes
      retryAfterSeconds
      userErrors { code field message }
    }
  }
`);

const SignOut = graphql(`
  mutation SignOut {
    signOut { signedOut }
  }
`);

export type Provider = NonNullable<MethodsQuery["signIn"]["openidConnect"]>;
export type Answer = SignInMutation["signIn"];

function known(
  found: { login: string; role: string; account?: number | null } | null | undefined,
): SignedIn | null {
  const role = [...roles, "reseller" as const].find((role) => role === found?.role);
  return found && role ? { login: found.login, role, account: found.account ?? null } : null;
}

export async function whoIsSignedIn(): Promise<SignedIn | null> {
  return known((await ask(Who, {})).me);
}

/** Who vouches for people beside their passwords, if somebody does. */
export async function provider(): Promise<Provider | null> {
  return (await ask(Methods, {})).signIn.openidConnect ?? null;
}

/** With what was answered: who it is, or what is still needed. */
export async function signIn(
  login: string,
  password: string,
  code?: string,
): Promise<{ me: SignedIn | null; answer: Answer }> {
  const answer = (await ask(SignIn, { input: { login, password, code: code ?? null } })).signIn;
  return { me: known(answer.signedIn), answer };
}

export async function endSession(): Promise<void> {
  await ask(SignOut, {});
}
