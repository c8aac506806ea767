import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "@/app/root";
import * as search from "./search";

export const contactsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/contacts",
  validateSearch: search.list,
  component: lazyRouteComponent(() => import("./list"), "Contacts"),
});

export const contactPageRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/contacts/$number",
  validateSearch: search.contact,
  component: lazyRouteComponent(() => import("./contact"), "ContactPage"),
});
