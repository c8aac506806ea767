import type { ReactNode } from "react";
import type { Client } from "urql";
import type { Door, OnSignedOut } from "@/api/client";
import { graphql } from "@/api/generated/reseller";
import { parts } from "@/api/generated/reseller-parts";
import { Frame, foreseeScreen } from "@/session/frame";
import { learn } from "@/ui/clock";
import { managerRouter } from "./router";

const door: Door = { path: "/graphql/reseller", parts, tells: false };

/** How far ahead the server counts names that expire. */
const SOON = 30 * 86_400_000;

const Clock = graphql(`
  query ManagerClock {
    overview { expiringBefore }
  }
`);

async function readClock(client: Client): Promise<void> {
  const { data } = await client.query(Clock, {}, { requestPolicy: "network-only" }).toPromise();
  if (data) learn(Date.parse(data.overview.expiringBefore) - SOON - Date.now());
}

// Its screen comes while it is still asked who wants to see it.
void foreseeScreen(managerRouter);

/** The pages of an account: a schema and a cache of its own, places of its own. */
export function Manager(props: { onSignedOut: OnSignedOut; waiting: ReactNode }) {
  return <Frame door={door} router={managerRouter} readClock={readClock} {...props} />;
}
