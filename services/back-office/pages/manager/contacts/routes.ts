import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { searched, text } from "@/ui/tools";
import { managerRoot } from "../root";

export const ownContactsRoute = createRoute({
  getParentRoute: () => managerRoot,
  path: "/manager/contacts",
  /** The beginning of a handle, or a whole e-mail address. */
  validateSearch: (found: Record<string, unknown>) => searched({ text: text(found.text) }),
  component: lazyRouteComponent(() => import("./list"), "OwnContacts"),
});

export const ownContactRoute = createRoute({
  getParentRoute: () => managerRoot,
  path: "/manager/contacts/$number",
  component: lazyRouteComponent(() => import("./contact"), "OwnContactPage"),
});
