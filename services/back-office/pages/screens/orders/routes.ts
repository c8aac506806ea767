import { createRoute } from "@tanstack/react-router";
import { rootRoute } from "@/app/root";
import { screen } from "@/app/screen";
import * as search from "./search";

export const ordersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/orders",
  validateSearch: search.list,
  component: screen(() => import("./list"), "Orders", "orders"),
});

export const orderPageRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/orders/$number",
  validateSearch: search.order,
  component: screen(() => import("./order"), "OrderPage", "orders", "events"),
});
