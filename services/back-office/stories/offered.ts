import { graphql } from "./office";

interface Thing {
  key: string | number;
  state: string;
  locks?: readonly { kind: string }[];
}

const nodes = (of: string) => `{ nodes { ${of} } }`;

/** The first of each state: what is offered depends on it. */
function eachState(things: readonly Thing[], path: string): string[] {
  const first = new Map<string, string | number>();
  for (const { key, state, locks } of things) {
    const disputed = locks?.some(({ kind }) => kind === "Dispute") ?? false;
    const standing = `${state} ${disputed}`;
    if (!first.has(standing)) first.set(standing, key);
  }
  return [...first.values()].map((key) => `${path}/${key}`);
}

/** The screens that offer commands, with things in every state that the day has. */
export async function offeringScreens(): Promise<string[]> {
  type Nodes = { nodes: Thing[] };
  const found = await graphql<
    Record<
      | "domains"
      | "contacts"
      | "accounts"
      | "hosts"
      | "operations"
      | "orders"
      | "invoices"
      | "disclosureRequests"
      | "trades"
      | "transfers"
      | "contactChanges"
      | "adjustments",
      Nodes
    >
  >(
    "admin",
    `{
      domains(first: 100) ${nodes("key: name state locks { kind }")}
      contacts(first: 100) ${nodes("key: number state: status")}
      accounts(first: 100) ${nodes("key: number state: status")}
      hosts(first: 1) ${nodes("key: name state: name")}
      operations(first: 100) ${nodes("key: number state")}
      orders(first: 100) ${nodes("key: number state: status")}
      invoices(first: 100) ${nodes("key: number state: status")}
      disclosureRequests(first: 100) ${nodes("key: number state: status")}
      trades(first: 100) ${nodes("key: number state")}
      transfers(first: 100) ${nodes("key: number state")}
      contactChanges(first: 100) ${nodes("key: number state")}
      adjustments(first: 1) ${nodes("key: number state: status")}
    }`,
  );
  const domain = found.domains.nodes[0]?.key;
  return [
    ...["pending", "orders", "obligations", "disclosures", "drift", "messages", "domains", "contacts"],
    ...["hosts", "accounts", "invoices", "staff", "profile", "operations", "votes", "catalogue", "audit"],
    ...["ledger?account=13490", "ledger?account=13490&tab=money", "ledger", "adjustments", "prices"],
    ...["prices?item=com+create", `staff?login=support`, "registries"],
    ...found.adjustments.nodes.map(({ key }) => `adjustments?adjustment=${key}`),
    ...["accounts/13490?tab=access", "accounts/13491?tab=access"],
    `domains/${domain}?tab=services`,
  ]
    .map((path) => `/${path}`)
    .concat(
      eachState(found.domains.nodes, "/domains"),
      eachState(found.contacts.nodes, "/contacts"),
      eachState(found.accounts.nodes, "/accounts"),
      eachState(found.hosts.nodes, "/hosts"),
      eachState(found.operations.nodes, "/operations"),
      eachState(found.orders.nodes, "/orders"),
      eachState(found.invoices.nodes, "/invoices"),
      eachState(found.disclosureRequests.nodes, "/disclosures"),
      eachState(found.trades.nodes, "/votes/trade"),
      eachState(found.transfers.nodes, "/votes/transfer"),
      eachState(found.contactChanges.nodes, "/votes/contact-change"),
    );
}
