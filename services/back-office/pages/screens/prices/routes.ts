import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "@/app/root";
import * as search from "./search";

export const pricesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/prices",
  validateSearch: search.prices,
  component: lazyRouteComponent(() => import("./prices"), "Prices"),
});
