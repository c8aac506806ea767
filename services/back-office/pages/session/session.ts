/**
 * Who is signed in. The server keeps the session in a cookie that no script can read; here is only what it says of it.
 */
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { createContext, useContext } from "react";

export const roles = ["viewer", "auditor", "support", "finance", "admin"] as const;
export type Role = (typeof roles)[number];

export interface SignedIn {
  login: string;
  /** Of staff; an account has pages of its own. */
  role: Role | "reseller";
  /** The number of the account. */
  account: number | null;
}

/** What a role may, as the server has it (DOORS: GraphQL roles); pages show nothing else, and the server enforces it. */
export function rightsOf(role: SignedIn["role"]) {
  return {
    support: role === "support" || role === "admin",
    finance: role === "finance" || role === "admin",
    oversee: role === "auditor" || role === "admin",
    admin: role === "admin",
    personal: role === "support" || role === "auditor" || role === "admin",
  };
}

export type Rights = ReturnType<typeof rightsOf>;

export interface Session {
  me: SignedIn;
  rights: Rights;
  signOut: () => Promise<void>;
}

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("no session here");
  return session;
}

interface Told<Data> {
  data?: Data;
  errors?: readonly { message: string; extensions?: { code?: string } }[];
}

/** The door for strangers: its schema holds nothing but signing in and out. Documents are text, once built. */
export async function ask<Data, Variables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const answer = await fetch("/graphql/session", {
    method: "POST",
    credentials: "same-origin",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ query: document, variables }),
  });
  const body = (await answer.json()) as Told<Data>;
  if (body.data) return body.data;
  const error = body.errors?.[0];
  // The door was reached, and could not answer: the cause is its code.
  throw new Error(error?.message ?? `HTTP ${answer.status}`, { cause: error?.extensions?.code ?? "" });
}
