import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { managerRoot } from "../root";
import * as search from "./search";

export const namesRoute = createRoute({
  getParentRoute: () => managerRoot,
  path: "/manager/names",
  validateSearch: search.names,
  component: lazyRouteComponent(() => import("./list"), "Names"),
});

export const namePageRoute = createRoute({
  getParentRoute: () => managerRoot,
  path: "/manager/names/$name",
  component: lazyRouteComponent(() => import("./name"), "NamePage"),
});

export const ownOperationsRoute = createRoute({
  getParentRoute: () => managerRoot,
  path: "/manager/operations",
  validateSearch: search.operations,
  component: lazyRouteComponent(() => import("./operations"), "OwnOperations"),
});

export const ownOperationRoute = createRoute({
  getParentRoute: () => managerRoot,
  path: "/manager/operations/$number",
  component: lazyRouteComponent(() => import("./operation"), "OwnOperationPage"),
});
