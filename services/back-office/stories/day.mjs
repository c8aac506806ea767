// The data of a working day, made in a fresh demo: node stories/day.mjs path/to/access.json
//
// Names that are old enough to move, votes half cast, transfers in both directions, a transfer that failed, orders that
// wait for money, corrections that wait for approval, invoices due and paid, requests for data, drift. Everything goes in
// by the doors that people use, under keys: a second run repeats nothing. The demo's clock is moved forward once.

import { readFileSync } from "node:fs";
import { eventually, operator } from "./day/office.mjs";
import { contacts, foreign, names, resellers } from "./day/people.mjs";
import { newCode, newStatus, session } from "./day/registrar.mjs";
import { reseller } from "./day/reseller.mjs";

const path = process.argv[2];
if (!path) {
  console.error("usage: node stories/day.mjs path/to/access.json");
  process.exit(2);
}
const access = JSON.parse(readFileSync(path, "utf8"));
const [admin, support, finance] = ["admin", "support", "finance"].map((login) => operator(access, login));
const made = [];
const note = (what, id) => {
  made.push([what, id]);
  console.log(`${what}: ${id ?? "–"}`);
};
const numbers = new Map(access.resellers.map((one) => [one.dist_id, one.dist_id]));
const account = (of) => numbers.get(of);
const operation = "operation { number }";
const opened = (payload) => payload?.operation?.number ?? null;

async function openAccounts() {
  for (const { key, points, suspended, holder, ...one } of resellers) {
    const payload = await support.command(`open-${key}`, "openAccount", "OpenAccountInput", {
      ...one,
      holder,
    });
    if (!payload) continue;
    const number = Number(payload.id);
    numbers.set(key, number);
    const known = { contact: number, reason: "identity card seen when the contract was signed" };
    await support.command(`known-${key}`, "verifyContact", "ConfirmContactInput", known);
    const bought = { account: number, points, reason: `opening deposit of ${one.nichandle}` };
    await finance.command(`points-${key}`, "buyPoints", "PointsInput", bought, "invoice");
    note(`account ${one.nichandle}`, number);
  }
}

async function registerPeople() {
  const found = new Map();
  for (const { key, of, details } of contacts) {
    const input = { account: account(of), details };
    const payload = await support.command(`contact-${key}`, "registerContact", "RegisterContactInput", input);
    if (!payload) continue;
    found.set(key, Number(payload.id));
    const known = { contact: Number(payload.id), reason: "called back on the number of the directory" };
    await support.command(`known-${key}`, "verifyContact", "ConfirmContactInput", known);
  }
  note("contacts", [...found.values()].join(" "));
  return found;
}

async function registerNames(people) {
  for (const { name, of, owner, nameServers } of names) {
    const input = { account: account(of), name, owner: people.get(owner), nameServers };
    const payload = await support.command(
      `name-${name}`,
      "registerDomain",
      "RegisterDomainInput",
      input,
      operation,
    );
    const number = opened(payload);
    if (!number) continue;
    const state = "query($n: Int!) { operation(number: $n) { state replyMessage } }";
    const end = await eventually(async () => {
      const { operation: now } = await support.read(state, { n: number });
      return ["SUCCEEDED", "FAILED"].includes(now?.state) ? now : null;
    });
    note(`name ${name}`, `${number} ${end?.state ?? "still under way"} ${end?.replyMessage ?? ""}`);
  }
}

/** Registries let no name go within sixty days of its registration. */
async function letTimePass() {
  const [first] = names.filter(({ name }) => name.endsWith(".com"));
  const query = "query($n: DomainName!) { domain(name: $n) { created } events(first: 1) { nodes { at } } }";
  const { domain, events } = await support.read(query, { n: first.name });
  // The latest event is as late as the demo's clock, to the minute.
  const days = (Date.parse(events.nodes[0].at) - Date.parse(domain.created)) / 86_400_000;
  if (days >= 60.9) return;
  const advance =
    "mutation($input: AdvanceClockInput!) { advanceClock(input: $input) { now userErrors { message } } }";
  const by = `P${Math.ceil(61 - days)}D`;
  const { advanceClock } = await admin.read(advance, { input: { by } });
  note("clock", advanceClock.now ?? advanceClock.userErrors.map((one) => one.message).join("; "));
}

async function trades(people) {
  const asked = [
    {
      key: "vignobles",
      name: "vignobles-castel.com",
      of: 13490,
      to: "rossi",
      side: "OWNER",
      why: "signed letter of the seller, received by post",
    },
    {
      key: "harbour",
      name: "harbour-row.net",
      of: 13491,
      to: "diallo",
      side: "NEW_OWNER",
      why: "buyer came to the counter in Dakar with a passport",
    },
    { key: "rochat", name: "horlogerie-rochat.com", of: "alpes", to: "girard" },
  ];
  for (const { key, name, of, to, side, why } of asked) {
    const input = { account: account(of), name, newOwner: people.get(to) };
    const trade = opened(
      await support.command(`trade-${key}`, "requestTrade", "RequestTradeInput", input, operation),
    );
    if (!trade) continue;
    if (side) {
      const evidence = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
      const vote = { trade, side, choice: "ACCEPT", reason: why, evidence };
      await support.command(`vote-${key}`, "castTradeVote", "CastTradeVoteInput", vote);
    }
    note(`trade of ${name}`, trade);
  }
}

/** Names that come to us later: at the other registrar, as long before as ours. */
async function registerElsewhere() {
  const other = await session(access, "other");
  try {
    for (const [index, { name, owner, code }] of foreign.entries()) {
      const handle = `DAY-2026-${index}`;
      const replies = [await other.contact(handle, owner), await other.domain(name, handle, handle, code)];
      // 2302: it is there from an earlier run.
      const wrong = replies.find((reply) => ![1000, 2302].includes(reply.code));
      note(`name at the other registrar ${name}`, wrong ? wrong.xml : handle);
    }
  } finally {
    other.close();
  }
}

async function transfers() {
  const other = await session(access, "other");
  const voted = new Map();
  try {
    for (const [index, { name, code }] of foreign.entries()) {
      const input = { account: account(index === 0 ? 13490 : "hanse"), name, authCode: code };
      const asked = await support.command(
        `in-${name}`,
        "requestTransfer",
        "RequestTransferInput",
        input,
        operation,
      );
      if (opened(asked)) voted.set(name, opened(asked));
      note(`transfer in of ${name}`, opened(asked));
    }
    await wrongCode(other, voted.get(foreign[1].name));
    await departure(other);
  } finally {
    other.close();
  }
}

/** The losing registrar changed the code after it had been asked for: the registry answers 2202. */
async function wrongCode(other, transfer) {
  if (!transfer) return;
  await other.update(foreign[1].name, newCode("Changed-2026-Code"));
  const vote = { transfer, side: "OWNER", choice: "ACCEPT", reason: "the owner agreed on a recorded line" };
  await support.command("vote-in", "castTransferVote", "CastTransferVoteInput", vote);
  const query = "query($n: Int!) { operation(number: $n) { state replyCode replyMessage } }";
  const end = await eventually(async () => {
    const found = (await support.read(query, { n: transfer })).operation;
    return found?.state === "FAILED" ? found : null;
  });
  note("transfer that failed", `${transfer} ${end?.replyCode ?? ""} ${end?.replyMessage ?? "not yet"}`);
}

async function departure(other) {
  const name = "azulejos-sousa.com";
  const { authCode } = await support.read("query($n: DomainName!) { authCode(name: $n) }", { n: name });
  const reply = await other.transfer("request", name, authCode);
  note(`transfer out of ${name}`, reply.code === 1001 ? "asked for" : reply.code);
}

/** Somebody changed a name at the registry by another way than ours. */
async function drift() {
  const ours = await session(access, "ours");
  const name = "giulia-rossi.info";
  const compared = ["lindqvist-moebler.com", name];
  try {
    await ours.update(compared[0], newStatus("clientHold"));
    await ours.update(name, newStatus("clientUpdateProhibited"));
  } finally {
    ours.close();
  }
  for (const one of compared) {
    await support.command(`compare-${one}`, "reconcileDomain", "ReconcileDomainInput", { name: one });
  }
  note("drift of", compared.join(" "));
}

async function orders(people) {
  const dakar = reseller(access, 13491);
  await dakar.synchronise();
  const waiting = await dakar.order("kora", people.get("diallo"), ["kora-festival.com", "kora-festival.net"]);
  note("order that is not paid", waiting);
  const announced = await dakar.order("saly", people.get("whitfield"), ["saly-surf.com"]);
  await dakar.announce("saly", announced).catch((error) => console.log(`  ${error.message}`));
  note("order whose payment is announced", announced);
  const paid = await dakar.order("goree", people.get("diallo"), ["goree-guide.com", "goree-guide.org"]);
  await finance.command("goree", "payOrder", "PayOrderInput", { order: paid });
  note("order that was paid", paid);
}

async function money() {
  const due = await finance.command(
    "due-dakar",
    "invoicePoints",
    "InvoicePointsInput",
    { account: 13491, points: 6_559_500 },
    "invoice",
  );
  note("invoice to be paid", due?.invoice);
  const paid = await finance.command(
    "due-alpes",
    "invoicePoints",
    "InvoicePointsInput",
    { account: account("alpes"), points: 120_000 },
    "invoice",
  );
  if (paid?.invoice) {
    const input = { invoice: paid.invoice, means: "TRANSFER", reference: "VIR-2026-4471" };
    await finance.command("paid-alpes", "payInvoice", "PayInvoiceInput", input, "invoice");
  }
  note("invoice that is paid", paid?.invoice);
  const gift = {
    account: 13490,
    points: 15_000_000,
    reason: "goodwill for the outage of the registry gateway",
  };
  note(
    "gift that waits",
    (await finance.command("gift", "grantPoints", "PointsInput", gift, "adjustment"))?.adjustment,
  );
  const fix = { account: 13491, points: -12_500_000, reason: "transfer of 2 November was booked twice" };
  note(
    "correction that waits",
    (await finance.command("fix", "adjustPoints", "PointsInput", fix, "adjustment"))?.adjustment,
  );
}

/** Long before the day: it is overdue by then. */
async function oldInvoice() {
  const old = await finance.command(
    "due-hanse",
    "invoicePoints",
    "InvoicePointsInput",
    { account: account("hanse"), points: 250_000 },
    "invoice",
  );
  note("invoice that is overdue", old?.invoice);
}

async function disclosures() {
  const file = (key, input) =>
    support.command(`disclosure-${key}`, "fileDisclosureRequest", "FileDisclosureRequestInput", input);
  const police = await file("police", {
    name: "hafenkontor-brandt.org",
    requesterName: "KHK Ute Albers",
    organisation: "Landeskriminalamt Hamburg",
    email: "ute.albers@lka.test",
    country: "DE",
    kind: "LAW_ENFORCEMENT",
    locale: "en",
    fields: [{ role: "REGISTRANT", items: ["NAME", "STREET", "CITY", "EMAIL", "PHONE"] }],
    purpose: "Investigation of a fake freight exchange that takes deposits from carriers",
    legalBasis: "LAW_ENFORCEMENT_REQUEST",
    reference: "LKA 54/3-0917/26",
    urgent: true,
  });
  note("disclosure request, urgent", police?.id);
  const brand = await file("brand", {
    name: "teranga-voyages.com",
    requesterName: "Maître Odile Vasseur",
    organisation: "Vasseur & Associés",
    email: "o.vasseur@vasseur-associes.test",
    country: "FR",
    kind: "INTELLECTUAL_PROPERTY",
    locale: "fr",
    fields: [
      { role: "REGISTRANT", items: ["NAME", "ORGANISATION", "STREET", "CITY", "COUNTRY"] },
      { role: "ADMIN", items: ["EMAIL"] },
    ],
    purpose: "Mise en demeure pour usage de la marque TERANGA VOYAGES",
    legalBasis: "LEGITIMATE_INTEREST",
    reference: "Marque FR 4 512 887",
  });
  if (brand) {
    const question = "Please send the registration certificate of the mark and your power of attorney.";
    await support.command("disclosure-asked", "askDisclosureRequester", "AskDisclosureRequesterInput", {
      number: Number(brand.id),
      question,
    });
  }
  note("disclosure request, more asked", brand?.id);
}

async function suspensions() {
  for (const { key, suspended } of resellers.filter((one) => one.suspended)) {
    await support.command(`suspend-${key}`, "suspendAccount", "SuspendInput", {
      account: account(key),
      reason: suspended,
    });
    note("account suspended", account(key));
  }
}

async function accountsOfServices() {
  const input = {
    account: 13490,
    name: "giulia-rossi.info",
    tech: account("alpes"),
    billing: account("alpes"),
  };
  const asked = await support.command("accounts-rossi", "askContactChange", "AskContactChangeInput", input);
  note("contact change", asked?.id);
}

/** A name with servers of its own, one in dispute, one that was deleted. */
async function namesInCare() {
  const host = {
    account: 13490,
    host: "ns1.vignobles-castel.com",
    addresses: ["192.0.2.53", "2001:db8::53"],
  };
  const made = await support.command("host-castel", "createHost", "HostInput", host, operation);
  note("host", opened(made));
  const dispute = {
    name: "castel-et-fils.eu",
    reason: "complaint of the family association, case ADR-2026-118",
  };
  await support.command("dispute-castel", "lockDomain", "DisputeInput", dispute, operation);
  note("name in dispute", dispute.name);
  const gone = { account: account("hanse"), name: "xn--mbel-am-hafen-imb.net" };
  const deleted = await support.command("delete-moebel", "deleteDomain", "NameInput", gone, operation);
  note(`deletion of ${gone.name}`, opened(deleted));
}

/** What a reseller pays and signs with. */
async function accountsInCare() {
  const mean = { account: 13490, kind: "bankAccount", description: "FR76 •••• 0189" };
  await finance.command("mean", "registerPaymentMean", "RegisterPaymentMeanInput", mean);
  const { smime } = access.resellers.find((one) => one.dist_id === 13491);
  const signer = { account: 13491, certificate: readFileSync(smime.cert, "utf8") };
  await support.command("signer", "addCertificate", "CertificateInput", signer);
  note("mean of payment and certificate", `${mean.account} ${signer.account}`);
}

await openAccounts();
const people = await registerPeople();
await oldInvoice();
await registerNames(people);
await registerElsewhere();
await letTimePass();
await trades(people);
await accountsOfServices();
await transfers();
await money();
await orders(people);
await disclosures();
await drift();
await namesInCare();
await accountsInCare();
await suspensions();
console.log(`${made.length} things are there`);
