import { createRoute } from "@tanstack/react-router";
import { rootRoute } from "@/app/root";
import { screen } from "@/app/screen";
import * as search from "./search";

export const staffRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/staff",
  validateSearch: search.staff,
  component: screen(() => import("./staff"), "Staff", "staff", "events"),
});

export const profileRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/profile",
  validateSearch: search.profile,
  component: screen(() => import("./profile"), "Profile", "staff", "sign-in"),
});
