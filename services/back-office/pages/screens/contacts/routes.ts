import { createRoute } from "@tanstack/react-router";
import { rootRoute } from "@/app/root";
import { screen } from "@/app/screen";
import * as search from "./search";

export const contactsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/contacts",
  validateSearch: search.list,
  component: screen(() => import("./list"), "Contacts", "contacts", "ui/contact"),
});

export const contactPageRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/contacts/$number",
  validateSearch: search.contact,
  component: screen(() => import("./contact"), "ContactPage", "contacts", "ui/contact", "events"),
});
