import { createRoute } from "@tanstack/react-router";
import { screen } from "@/app/screen";
import { managerRoot } from "../root";
import * as search from "./search";

export const ownOrdersRoute = createRoute({
  getParentRoute: () => managerRoot,
  path: "/manager/orders",
  validateSearch: search.orders,
  component: screen(() => import("./orders"), "OwnOrders", "manager/money"),
});

export const ownOrderRoute = createRoute({
  getParentRoute: () => managerRoot,
  path: "/manager/orders/$number",
  component: screen(() => import("./order"), "OwnOrderPage", "manager/money"),
});

export const pointsRoute = createRoute({
  getParentRoute: () => managerRoot,
  path: "/manager/points",
  validateSearch: search.points,
  component: screen(() => import("./points"), "PointsPage", "manager/money"),
});

export const ownInvoicesRoute = createRoute({
  getParentRoute: () => managerRoot,
  path: "/manager/invoices",
  validateSearch: search.invoices,
  component: screen(() => import("./invoices"), "OwnInvoices", "manager/money"),
});

export const ownInvoiceRoute = createRoute({
  getParentRoute: () => managerRoot,
  path: "/manager/invoices/$number",
  component: screen(() => import("./invoice"), "OwnInvoicePage", "manager/money"),
});

export const ownPricesRoute = createRoute({
  getParentRoute: () => managerRoot,
  path: "/manager/prices",
  validateSearch: search.prices,
  component: screen(() => import("./prices"), "OwnPrices", "manager/money"),
});
