import { createRoute } from "@tanstack/react-router";
import { rootRoute } from "@/app/root";
import { screen } from "@/app/screen";
import * as search from "./search";

export const domainsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/domains",
  validateSearch: search.list,
  component: screen(() => import("./list"), "Domains", "domains"),
});

export const domainPageRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/domains/$name",
  validateSearch: search.domain,
  component: screen(() => import("./domain"), "DomainPage", "domains", "votes", "events"),
});
