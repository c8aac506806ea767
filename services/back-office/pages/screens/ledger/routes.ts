import { createRoute } from "@tanstack/react-router";
import { rootRoute } from "@/app/root";
import { screen } from "@/app/screen";
import * as search from "./search";

export const ledgerRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/ledger",
  validateSearch: search.ledger,
  component: screen(() => import("./ledger"), "Ledger", "ledger", "events"),
});

export const trialBalanceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/trial-balance",
  validateSearch: search.trial,
  component: screen(() => import("./trial"), "TrialBalance", "ledger"),
});

export const adjustmentsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/adjustments",
  validateSearch: search.adjustments,
  component: screen(() => import("./adjustments"), "Adjustments", "ledger", "events"),
});
