import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { managerRoot } from "../root";

export const managerHomeRoute = createRoute({
  getParentRoute: () => managerRoot,
  path: "/manager",
  component: lazyRouteComponent(() => import("./home"), "ManagerHome"),
});
