import { createRoute } from "@tanstack/react-router";
import { screen } from "@/app/screen";
import { managerRoot } from "../root";

export const managerHomeRoute = createRoute({
  getParentRoute: () => managerRoot,
  path: "/manager",
  component: screen(() => import("./home"), "ManagerHome", "manager"),
});
