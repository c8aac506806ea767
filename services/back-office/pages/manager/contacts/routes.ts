import { createRoute } from "@tanstack/react-router";
import { screen } from "@/app/screen";
import { searched, text } from "@/ui/tools";
import { managerRoot } from "../root";

export const ownContactsRoute = createRoute({
  getParentRoute: () => managerRoot,
  path: "/manager/contacts",
  /** The beginning of a handle, or a whole e-mail address. */
  validateSearch: (found: Record<string, unknown>) => searched({ text: text(found.text) }),
  component: screen(() => import("./list"), "OwnContacts", "manager/contacts", "ui/contact"),
});

export const ownContactRoute = createRoute({
  getParentRoute: () => managerRoot,
  path: "/manager/contacts/$number",
  component: screen(() => import("./contact"), "OwnContactPage", "manager/contacts", "ui/contact"),
});
