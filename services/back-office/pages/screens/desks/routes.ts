import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "@/app/root";
import * as search from "./search";

export const obligationsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/obligations",
  validateSearch: search.obligations,
  component: lazyRouteComponent(() => import("./obligations"), "Obligations"),
});

export const disclosuresRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/disclosures",
  validateSearch: search.disclosures,
  component: lazyRouteComponent(() => import("./disclosures"), "Disclosures"),
});

export const disclosurePageRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/disclosures/$number",
  validateSearch: search.disclosure,
  component: lazyRouteComponent(() => import("./disclosure"), "DisclosurePage"),
});

export const driftRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/drift",
  validateSearch: search.drift,
  component: lazyRouteComponent(() => import("./drift"), "Drift"),
});

export const messagesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/messages",
  validateSearch: search.messages,
  component: lazyRouteComponent(() => import("./messages"), "Messages"),
});
