import { graphql } from "./office";

export interface Screen {
  path: string;
  /** Of its picture. */
  name: string;
}

/** Every screen there is, with things that exist on those that show one thing. */
export async function everyScreen(): Promise<Screen[]> {
  const found = await graphql<{
    domains: { nodes: { name: string; owner: number; account: number }[] };
    hosts: { nodes: { name: string }[] };
    operations: { nodes: { number: number }[] };
    trades: { nodes: { number: number }[] };
    orders: { nodes: { number: number }[] };
    invoices: { nodes: { number: string }[] };
    disclosureRequests: { nodes: { number: number }[] };
  }>(
    "admin",
    `{
      domains(first: 1) { nodes { name owner account } }
      hosts(first: 1) { nodes { name } }
      operations(first: 1) { nodes { number } }
      trades(first: 1) { nodes { number } }
      orders(first: 1) { nodes { number } }
      invoices(first: 1) { nodes { number } }
      disclosureRequests(first: 1) { nodes { number } }
    }`,
  );
  const one = (path: string, name: string, key: string | number | undefined): Screen[] =>
    key === undefined ? [] : [{ path: `${path}/${key}`, name }];
  const [domain] = found.domains.nodes;
  const account = domain?.account ?? 13490;
  const lists = [
    "pending",
    "operations",
    "votes",
    "orders",
    "obligations",
    "disclosures",
    "drift",
    "messages",
    "domains",
    "contacts",
    "hosts",
    "accounts",
    "invoices",
    "adjustments",
    "trial-balance",
    "prices",
    "catalogue",
    "registries",
    "audit",
    "staff",
    "profile",
  ];
  return [
    { path: "/", name: "home" },
    ...lists.map((list) => ({ path: `/${list}`, name: list })),
    { path: `/ledger?account=${account}`, name: "ledger" },
    ...one("/domains", "domain", domain?.name),
    ...["services", "operations", "votes", "history"].flatMap((tab) =>
      one("/domains", `domain-${tab}`, domain && `${domain.name}?tab=${tab}`),
    ),
    ...one("/contacts", "contact", domain?.owner),
    ...one("/accounts", "account", account),
    ...one("/hosts", "host", found.hosts.nodes[0]?.name),
    ...one("/operations", "operation", found.operations.nodes[0]?.number),
    ...one("/votes/trade", "trade", found.trades.nodes[0]?.number),
    ...one("/orders", "order", found.orders.nodes[0]?.number),
    ...one("/invoices", "invoice", found.invoices.nodes[0]?.number),
    ...one("/disclosures", "disclosure", found.disclosureRequests.nodes[0]?.number),
    ...one("/catalogue", "tld", "com"),
    { path: "/nowhere", name: "missing" },
  ];
}
