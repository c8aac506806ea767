import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "@/app/root";
import * as search from "./search";

export const pendingRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/pending",
  validateSearch: search.pending,
  component: lazyRouteComponent(() => import("./pending"), "Pending"),
});

export const operationsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/operations",
  validateSearch: search.list,
  component: lazyRouteComponent(() => import("./list"), "Operations"),
});

export const operationPageRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/operations/$number",
  validateSearch: search.operation,
  component: lazyRouteComponent(() => import("./operation"), "OperationPage"),
});
