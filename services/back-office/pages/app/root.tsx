import { createRootRoute, redirect } from "@tanstack/react-router";
import { useSession } from "@/session/session";
import { Missing } from "./missing";
import { placesFor } from "./navigation";
import { Palette } from "./palette";
import { Shell } from "./shell";

/** What every screen of staff stands in. */
export const rootRoute = createRootRoute({
  component: Office,
  notFoundComponent: Missing,
  // An account's own pages are no place of staff.
  beforeLoad: ({ location }) => {
    if (/^\/manager\b/.test(location.pathname)) throw redirect({ to: "/" });
  },
});

function Office() {
  const { rights } = useSession();
  const sections = placesFor(rights);
  return (
    <Shell
      places={{ sections, words: "common", home: "/", profile: "/profile" }}
      palette={<Palette sections={sections} />}
    />
  );
}
