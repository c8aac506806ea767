import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "@/app/root";
import * as search from "./search";

export const accountsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/accounts",
  validateSearch: search.list,
  component: lazyRouteComponent(() => import("./list"), "Accounts"),
});

export const accountPageRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/accounts/$number",
  validateSearch: search.account,
  component: lazyRouteComponent(() => import("./account"), "AccountPage"),
});
