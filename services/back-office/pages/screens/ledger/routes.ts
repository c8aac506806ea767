import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "@/app/root";
import * as search from "./search";

export const ledgerRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/ledger",
  validateSearch: search.ledger,
  component: lazyRouteComponent(() => import("./ledger"), "Ledger"),
});

export const trialBalanceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/trial-balance",
  validateSearch: search.trial,
  component: lazyRouteComponent(() => import("./trial"), "TrialBalance"),
});

export const adjustmentsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/adjustments",
  validateSearch: search.adjustments,
  component: lazyRouteComponent(() => import("./adjustments"), "Adjustments"),
});
