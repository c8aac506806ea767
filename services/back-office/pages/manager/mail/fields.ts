/** The keys of a batch mail, as the paper "Automatisation par batch-mail" has them: which are asked for, and when. */

/** Orders (`orderDomain`). */
export const commands = ["create", "transfer", "renew"] as const;
/** Calls (`soapi`). */
export const calls = [
  "domainDnsUpdate",
  "domainRenew",
  "domainLock",
  "domainUnlock",
  "domainInfo",
  "domainList",
  "zoneEntryAdd",
  "zoneEntryDel",
  "zoneEntryList",
] as const;
export const kinds = [...commands, ...calls] as const;
export type Kind = (typeof kinds)[number];

export const roles = ["owner", "tech", "admin", "billing"] as const;
export type Role = (typeof roles)[number];

export const person = [
  "legalform",
  "organisation",
  "name",
  "firstname",
  "email",
  "phone",
  "address",
  "zip",
  "city",
  "country",
  "language",
  "vat",
  "fax",
] as const;

export interface Field {
  key: string;
  /** One of these, or nothing. */
  options?: readonly string[];
  needed?: boolean;
  secret?: boolean;
}

export interface Part {
  name: "order" | "identification" | "dns" | "options" | "call";
  fields: readonly Field[];
}

export type Values = Readonly<Record<string, string>>;

export function isOrder(kind: Kind): kind is (typeof commands)[number] {
  return commands.some((command) => command === kind);
}

/** As many as are filled in, and one more. */
function growing(values: Values, most: number, keyOf: (number: number) => string): number {
  let shown = 1;
  while (shown < most && (values[keyOf(shown)] ?? "") !== "") shown += 1;
  return shown;
}

const identified: Record<string, readonly string[]> = {
  siren: ["legalName", "legalNumber"],
  inpi: ["legalName", "legalNumber"],
  birthPlace: ["birthDate", "birthCity", "birthDepartement", "birthCountry"],
  afnicIdent: ["afnicIdent"],
};

function identification(values: Values): Part {
  const method = "option.identification.method";
  const more = identified[values[method] ?? ""] ?? [];
  return {
    name: "identification",
    fields: [
      { key: method, options: Object.keys(identified) },
      ...more.map((name) => ({ key: `option.identification.${name}`, needed: true })),
    ],
  };
}

function dns(values: Values): Part {
  const slave = (number: number) => `option.dns.slave${number}`;
  const slaves = (values["option.dns.master"] ?? "") === "" ? 0 : growing(values, 5, slave);
  return {
    name: "dns",
    fields: [
      { key: "option.dns.group", options: ["hosting", "dedicated", "external"] },
      { key: "option.dns.master" },
      ...Array.from({ length: slaves }, (_, index) => ({ key: slave(index + 1) })),
    ],
  };
}

function ordered(kind: (typeof commands)[number], values: Values): Part[] {
  const name: Field = { key: "order.domain.name", needed: true };
  if (kind === "renew") return [{ name: "order", fields: [name] }];
  return [
    {
      name: "order",
      fields: [
        name,
        ...(kind === "transfer" ? [{ key: "option.domain.authinfo", secret: true, needed: true }] : []),
        { key: "order.hosting.type", options: ["none", "90plan", "720plan", "xxlplan", "mediaplan"] },
        { key: "order.offer", options: ["gold", "platine", "diamond"] },
        { key: "order.resellerProfile", options: ["none", "whiteLabel", "agent"] },
      ],
    },
    identification(values),
    dns(values),
    { name: "options", fields: [{ key: "option.owo", options: ["yes", "no"] }] },
  ];
}

const types = ["A", "AAAA", "CAA", "CNAME", "MX", "NS", "SRV", "TXT"];

function called(kind: Kind, values: Values): Part {
  const parameter = (name: string) => `soapi.param.${name}`;
  const domain: Field = { key: parameter("domain"), needed: true };
  if (kind === "domainList") return { name: "call", fields: [] };
  if (kind === "domainDnsUpdate") {
    const servers = growing(values, 13, (number) => parameter(`dns${number}`));
    const pairs = Array.from({ length: servers }, (_, index): Field[] => [
      { key: parameter(`dns${index + 1}`), needed: index < 2 },
      { key: parameter(`ip${index + 1}`) },
    ]);
    return { name: "call", fields: [domain, ...pairs.flat()] };
  }
  if (kind === "zoneEntryAdd" || kind === "zoneEntryDel") {
    return {
      name: "call",
      fields: [
        domain,
        { key: parameter("subdomain") },
        { key: parameter("fieldtype"), options: types, needed: true },
        { key: parameter("target"), needed: true },
        ...(kind === "zoneEntryAdd" ? [{ key: parameter("ttl") }] : []),
      ],
    };
  }
  return { name: "call", fields: [domain] };
}

/** What is asked for, apart from persons. */
export function partsOf(kind: Kind, values: Values): Part[] {
  return isOrder(kind) ? ordered(kind, values) : [called(kind, values)];
}

/** Whether the mail names persons. */
export function namesPersons(kind: Kind): boolean {
  return kind === "create" || kind === "transfer";
}

/** The keys by which a person is named: a handle, or everything that is known of them. */
export function personKeys(role: Role, anew: boolean): string[] {
  return anew ? person.map((field) => `contact.${role}.${field}`) : [`contact.${role}.id`];
}

/** What the mail says of what was typed: of keys that are not asked for now, nothing. */
export function linesOf(
  kind: Kind,
  values: Values,
  anew: ReadonlySet<Role>,
): { key: string; value: string }[] {
  const fixed: Record<string, string> = isOrder(kind)
    ? { "batch.type": "orderDomain", "order.domain.command": kind }
    : { "batch.type": "soapi", "soapi.method": kind };
  const asked = [
    "batch.referer",
    "batch.autopayment",
    ...partsOf(kind, values).flatMap((part) => part.fields.map((field) => field.key)),
    ...(namesPersons(kind) ? roles.flatMap((role) => personKeys(role, anew.has(role))) : []),
  ];
  return [
    ...Object.entries(fixed),
    ...asked.map((key): [string, string] => [key, (values[key] ?? "").trim()]),
  ]
    .filter(([, value]) => value !== "")
    .map(([key, value]) => ({ key, value }));
}
