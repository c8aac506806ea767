import { createRoute } from "@tanstack/react-router";
import { rootRoute } from "@/app/root";
import { screen } from "@/app/screen";
import * as search from "./search";

export const pricesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/prices",
  validateSearch: search.prices,
  component: screen(() => import("./prices"), "Prices", "prices"),
});
