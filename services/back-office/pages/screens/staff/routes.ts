import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "@/app/root";
import * as search from "./search";

export const staffRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/staff",
  validateSearch: search.staff,
  component: lazyRouteComponent(() => import("./staff"), "Staff"),
});

export const profileRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/profile",
  validateSearch: search.profile,
  component: lazyRouteComponent(() => import("./profile"), "Profile"),
});
