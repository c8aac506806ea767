import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { managerRoot } from "../root";
import * as search from "./search";

export const ownOrdersRoute = createRoute({
  getParentRoute: () => managerRoot,
  path: "/manager/orders",
  validateSearch: search.orders,
  component: lazyRouteComponent(() => import("./orders"), "OwnOrders"),
});

export const ownOrderRoute = createRoute({
  getParentRoute: () => managerRoot,
  path: "/manager/orders/$number",
  component: lazyRouteComponent(() => import("./order"), "OwnOrderPage"),
});

export const pointsRoute = createRoute({
  getParentRoute: () => managerRoot,
  path: "/manager/points",
  validateSearch: search.points,
  component: lazyRouteComponent(() => import("./points"), "PointsPage"),
});

export const ownInvoicesRoute = createRoute({
  getParentRoute: () => managerRoot,
  path: "/manager/invoices",
  validateSearch: search.invoices,
  component: lazyRouteComponent(() => import("./invoices"), "OwnInvoices"),
});

export const ownInvoiceRoute = createRoute({
  getParentRoute: () => managerRoot,
  path: "/manager/invoices/$number",
  component: lazyRouteComponent(() => import("./invoice"), "OwnInvoicePage"),
});

export const ownPricesRoute = createRoute({
  getParentRoute: () => managerRoot,
  path: "/manager/prices",
  validateSearch: search.prices,
  component: lazyRouteComponent(() => import("./prices"), "OwnPrices"),
});
