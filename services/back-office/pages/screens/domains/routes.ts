import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "@/app/root";
import * as search from "./search";

export const domainsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/domains",
  validateSearch: search.list,
  component: lazyRouteComponent(() => import("./list"), "Domains"),
});

export const domainPageRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/domains/$name",
  validateSearch: search.domain,
  component: lazyRouteComponent(() => import("./domain"), "DomainPage"),
});
