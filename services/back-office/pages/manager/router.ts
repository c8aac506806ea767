import { createRouter } from "@tanstack/react-router";
import { Broken } from "@/app/broken";
import { Missing } from "@/app/missing";
import * as access from "./access/routes";
import * as contacts from "./contacts/routes";
import * as home from "./home/routes";
import * as mail from "./mail/routes";
import * as money from "./money/routes";
import * as names from "./names/routes";
import { managerRoot } from "./root";

export const managerRoutes = [
  home.managerHomeRoute,
  names.namesRoute,
  names.namePageRoute,
  contacts.ownContactsRoute,
  contacts.ownContactRoute,
  names.ownOperationsRoute,
  names.ownOperationRoute,
  money.ownOrdersRoute,
  money.ownOrderRoute,
  money.pointsRoute,
  money.ownInvoicesRoute,
  money.ownInvoiceRoute,
  money.ownPricesRoute,
  mail.batchMailsRoute,
  access.accessRoute,
  access.mySignInRoute,
] as const;

export const managerRouter = createRouter({
  routeTree: managerRoot.addChildren([...managerRoutes]),
  defaultPreload: "intent",
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
  defaultErrorComponent: Broken,
  defaultNotFoundComponent: Missing,
});
