import { createRoute } from "@tanstack/react-router";
import { rootRoute } from "@/app/root";
import { screen } from "@/app/screen";
import * as search from "./search";

export const hostsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/hosts",
  validateSearch: search.list,
  component: screen(() => import("./list"), "Hosts", "hosts"),
});

export const hostPageRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/hosts/$name",
  validateSearch: search.host,
  component: screen(() => import("./host"), "HostPage", "hosts", "events"),
});
