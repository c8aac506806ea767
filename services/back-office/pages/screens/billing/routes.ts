import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "@/app/root";
import * as search from "./search";

export const invoicesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/invoices",
  validateSearch: search.list,
  component: lazyRouteComponent(() => import("./list"), "Invoices"),
});

export const invoicePageRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/invoices/$number",
  validateSearch: search.invoice,
  component: lazyRouteComponent(() => import("./invoice"), "InvoicePage"),
});
