import { createRoute } from "@tanstack/react-router";
import { rootRoute } from "@/app/root";
import { screen } from "@/app/screen";
import * as search from "./search";

export const invoicesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/invoices",
  validateSearch: search.list,
  component: screen(() => import("./list"), "Invoices", "billing", "ledger"),
});

export const invoicePageRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/invoices/$number",
  validateSearch: search.invoice,
  component: screen(() => import("./invoice"), "InvoicePage", "billing", "ledger", "events"),
});
