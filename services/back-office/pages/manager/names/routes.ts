import { createRoute } from "@tanstack/react-router";
import { screen } from "@/app/screen";
import { managerRoot } from "../root";
import * as search from "./search";

export const namesRoute = createRoute({
  getParentRoute: () => managerRoot,
  path: "/manager/names",
  validateSearch: search.names,
  component: screen(() => import("./list"), "Names", "manager/names"),
});

export const namePageRoute = createRoute({
  getParentRoute: () => managerRoot,
  path: "/manager/names/$name",
  component: screen(() => import("./name"), "NamePage", "manager/names"),
});

export const ownOperationsRoute = createRoute({
  getParentRoute: () => managerRoot,
  path: "/manager/operations",
  validateSearch: search.operations,
  component: screen(() => import("./operations"), "OwnOperations", "manager/names"),
});

export const ownOperationRoute = createRoute({
  getParentRoute: () => managerRoot,
  path: "/manager/operations/$number",
  component: screen(() => import("./operation"), "OwnOperationPage", "manager/names"),
});
