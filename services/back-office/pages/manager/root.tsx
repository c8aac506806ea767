import { createRootRoute, redirect } from "@tanstack/react-router";
import { Missing } from "@/app/missing";
import { Shell } from "@/app/shell";
import { useAskingOnReturn } from "./asking";
import { sections } from "./navigation";
import { ManagerPalette } from "./palette";

/** What every screen of an account stands in. */
export const managerRoot = createRootRoute({
  component: Own,
  notFoundComponent: Missing,
  // Staff's addresses lead nowhere here.
  beforeLoad: ({ location }) => {
    if (!/^\/manager(\/|$)/.test(location.pathname)) throw redirect({ to: "/manager" });
  },
});

function Own() {
  useAskingOnReturn();
  return (
    <Shell
      places={{ sections, words: "manager", home: "/manager", profile: "/manager/sign-in" }}
      palette={<ManagerPalette />}
    />
  );
}
