import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { managerRoot } from "../root";
import * as search from "./search";

export const batchMailsRoute = createRoute({
  getParentRoute: () => managerRoot,
  path: "/manager/batch-mails",
  validateSearch: search.mail,
  component: lazyRouteComponent(() => import("./mails"), "BatchMails"),
});
