import { createRoute } from "@tanstack/react-router";
import { rootRoute } from "@/app/root";
import { screen } from "@/app/screen";
import * as search from "./search";

export const accountsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/accounts",
  validateSearch: search.list,
  component: screen(() => import("./list"), "Accounts", "accounts", "ui/contact"),
});

export const accountPageRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/accounts/$number",
  validateSearch: search.account,
  component: screen(() => import("./account"), "AccountPage", "accounts", "ui/contact", "events"),
});
