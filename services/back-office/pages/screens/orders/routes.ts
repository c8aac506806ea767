import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "@/app/root";
import * as search from "./search";

export const ordersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/orders",
  validateSearch: search.list,
  component: lazyRouteComponent(() => import("./list"), "Orders"),
});

export const orderPageRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/orders/$number",
  validateSearch: search.order,
  component: lazyRouteComponent(() => import("./order"), "OrderPage"),
});
