import type { ReactNode } from "react";
import type { Door, OnSignedOut } from "@/api/client";
import { parts } from "@/api/generated/parts";
import { Frame, foreseeScreen } from "@/session/frame";
import { readClock } from "@/ui/clock";
import { router } from "./router";

const door: Door = { path: "/graphql", parts, tells: true };

// Its screen comes while it is still asked who wants to see it.
void foreseeScreen(router);

/** The pages of staff. */
export function Office(props: { onSignedOut: OnSignedOut; waiting: ReactNode }) {
  return <Frame door={door} router={router} readClock={readClock} {...props} />;
}
