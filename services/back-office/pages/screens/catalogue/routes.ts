import { createRoute } from "@tanstack/react-router";
import { rootRoute } from "@/app/root";
import { screen } from "@/app/screen";
import * as search from "./search";

export const catalogueRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/catalogue",
  validateSearch: search.list,
  component: screen(() => import("./list"), "Catalogue", "catalogue"),
});

export const tldPageRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/catalogue/$tld",
  validateSearch: search.tld,
  component: screen(() => import("./tld"), "TldPage", "catalogue"),
});

export const registriesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/registries",
  validateSearch: search.registries,
  component: screen(() => import("./registries"), "Registries", "catalogue"),
});
