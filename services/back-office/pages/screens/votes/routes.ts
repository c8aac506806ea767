import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "@/app/root";
import * as search from "./search";

export const votesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/votes",
  validateSearch: search.list,
  component: lazyRouteComponent(() => import("./list"), "Votes"),
});

export const votePageRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/votes/$kind/$number",
  validateSearch: search.vote,
  component: lazyRouteComponent(() => import("./vote"), "VotePage"),
});
