import { createRoute } from "@tanstack/react-router";
import { rootRoute } from "@/app/root";
import { screen } from "@/app/screen";
import * as search from "./search";

export const pendingRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/pending",
  validateSearch: search.pending,
  component: screen(() => import("./pending"), "Pending", "operations"),
});

export const operationsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/operations",
  validateSearch: search.list,
  component: screen(() => import("./list"), "Operations", "operations"),
});

export const operationPageRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/operations/$number",
  validateSearch: search.operation,
  component: screen(() => import("./operation"), "OperationPage", "operations", "events"),
});
