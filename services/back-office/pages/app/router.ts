import { createRouter, type Router } from "@tanstack/react-router";
import type { managerRoutes } from "@/manager/router";
import * as accounts from "@/screens/accounts/routes";
import * as audit from "@/screens/audit/routes";
import * as billing from "@/screens/billing/routes";
import * as catalogue from "@/screens/catalogue/routes";
import * as contacts from "@/screens/contacts/routes";
import * as desks from "@/screens/desks/routes";
import * as domains from "@/screens/domains/routes";
import * as home from "@/screens/home/routes";
import * as hosts from "@/screens/hosts/routes";
import * as ledger from "@/screens/ledger/routes";
import * as operations from "@/screens/operations/routes";
import * as orders from "@/screens/orders/routes";
import * as prices from "@/screens/prices/routes";
import * as staff from "@/screens/staff/routes";
import * as votes from "@/screens/votes/routes";
import { Broken } from "./broken";
import { Missing } from "./missing";
import { rootRoute } from "./root";

const routes = [
  home.homeRoute,
  operations.pendingRoute,
  operations.operationsRoute,
  operations.operationPageRoute,
  votes.votesRoute,
  votes.votePageRoute,
  orders.ordersRoute,
  orders.orderPageRoute,
  desks.obligationsRoute,
  desks.disclosuresRoute,
  desks.disclosurePageRoute,
  desks.driftRoute,
  desks.messagesRoute,
  domains.domainsRoute,
  domains.domainPageRoute,
  contacts.contactsRoute,
  contacts.contactPageRoute,
  hosts.hostsRoute,
  hosts.hostPageRoute,
  accounts.accountsRoute,
  accounts.accountPageRoute,
  ledger.ledgerRoute,
  ledger.trialBalanceRoute,
  ledger.adjustmentsRoute,
  billing.invoicesRoute,
  billing.invoicePageRoute,
  prices.pricesRoute,
  catalogue.catalogueRoute,
  catalogue.tldPageRoute,
  catalogue.registriesRoute,
  audit.auditRoute,
  staff.staffRoute,
  staff.profileRoute,
] as const;

export const router = createRouter({
  routeTree: rootRoute.addChildren([...routes]),
  defaultPreload: "intent",
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
  defaultErrorComponent: Broken,
  defaultNotFoundComponent: Missing,
});

/** Links lead to the screens of staff and to those of an account; each role has the router of its own ones alone. */
type Tree = ReturnType<typeof rootRoute.addChildren<[...typeof routes, ...typeof managerRoutes]>>;

declare module "@tanstack/react-router" {
  interface Register {
    router: Router<Tree>;
  }
}
