import { createRoute } from "@tanstack/react-router";
import { screen } from "@/app/screen";
import { managerRoot } from "../root";

export const accessRoute = createRoute({
  getParentRoute: () => managerRoot,
  path: "/manager/access",
  component: screen(() => import("./access"), "AccessPage", "manager/access", "accounts"),
});

export const mySignInRoute = createRoute({
  getParentRoute: () => managerRoot,
  path: "/manager/sign-in",
  component: screen(() => import("./sign-in"), "MySignIn", "manager/access", "sign-in", "staff"),
});
