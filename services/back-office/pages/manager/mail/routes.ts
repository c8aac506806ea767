import { createRoute } from "@tanstack/react-router";
import { screen } from "@/app/screen";
import { managerRoot } from "../root";
import * as search from "./search";

export const batchMailsRoute = createRoute({
  getParentRoute: () => managerRoot,
  path: "/manager/batch-mails",
  validateSearch: search.mail,
  component: screen(() => import("./mails"), "BatchMails", "manager/mail"),
});
