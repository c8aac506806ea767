import { createRoute } from "@tanstack/react-router";
import { rootRoute } from "@/app/root";
import { screen } from "@/app/screen";
import * as search from "./search";

export const obligationsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/obligations",
  validateSearch: search.obligations,
  component: screen(() => import("./obligations"), "Obligations", "desks"),
});

export const disclosuresRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/disclosures",
  validateSearch: search.disclosures,
  component: screen(() => import("./disclosures"), "Disclosures", "desks"),
});

export const disclosurePageRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/disclosures/$number",
  validateSearch: search.disclosure,
  component: screen(() => import("./disclosure"), "DisclosurePage", "desks", "events"),
});

export const driftRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/drift",
  validateSearch: search.drift,
  component: screen(() => import("./drift"), "Drift", "desks"),
});

export const messagesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/messages",
  validateSearch: search.messages,
  component: screen(() => import("./messages"), "Messages", "desks"),
});
