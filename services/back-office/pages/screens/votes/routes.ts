import { createRoute } from "@tanstack/react-router";
import { rootRoute } from "@/app/root";
import { screen } from "@/app/screen";
import * as search from "./search";

export const votesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/votes",
  validateSearch: search.list,
  component: screen(() => import("./list"), "Votes", "votes"),
});

export const votePageRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/votes/$kind/$number",
  validateSearch: search.vote,
  component: screen(() => import("./vote"), "VotePage", "votes", "events"),
});
