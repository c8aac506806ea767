import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "@/app/root";
import * as search from "./search";

export const catalogueRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/catalogue",
  validateSearch: search.list,
  component: lazyRouteComponent(() => import("./list"), "Catalogue"),
});

export const tldPageRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/catalogue/$tld",
  validateSearch: search.tld,
  component: lazyRouteComponent(() => import("./tld"), "TldPage"),
});

export const registriesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/registries",
  validateSearch: search.registries,
  component: lazyRouteComponent(() => import("./registries"), "Registries"),
});
