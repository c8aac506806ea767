import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { managerRoot } from "../root";

export const accessRoute = createRoute({
  getParentRoute: () => managerRoot,
  path: "/manager/access",
  component: lazyRouteComponent(() => import("./access"), "AccessPage"),
});

export const mySignInRoute = createRoute({
  getParentRoute: () => managerRoot,
  path: "/manager/sign-in",
  component: lazyRouteComponent(() => import("./sign-in"), "MySignIn"),
});
