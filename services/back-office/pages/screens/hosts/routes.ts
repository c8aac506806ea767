import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "@/app/root";
import * as search from "./search";

export const hostsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/hosts",
  validateSearch: search.list,
  component: lazyRouteComponent(() => import("./list"), "Hosts"),
});

export const hostPageRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/hosts/$name",
  validateSearch: search.host,
  component: lazyRouteComponent(() => import("./host"), "HostPage"),
});
