import type { DisclosureItem, DisclosureRole } from "@/api/generated/office/graphql";

export const roles: readonly DisclosureRole[] = ["REGISTRANT", "ADMIN", "TECH", "BILLING"];
export const items: readonly DisclosureItem[] = [
  "NAME",
  "ORGANISATION",
  "STREET",
  "POSTAL_CODE",
  "CITY",
  "REGION",
  "COUNTRY",
  "EMAIL",
  "PHONE",
  "FAX",
  "HANDLE",
];

/** `REGISTRANT/EMAIL`. */
export type Ticked = ReadonlySet<string>;

export interface RoleFields {
  role: DisclosureRole;
  items: readonly DisclosureItem[];
}

export function ticks(fields: readonly RoleFields[]): Ticked {
  return new Set(fields.flatMap(({ role, items: of }) => of.map((item) => `${role}/${item}`)));
}

/** As the server takes them: roles without a field are left out. */
export function fieldsOf(ticked: Ticked): { role: DisclosureRole; items: DisclosureItem[] }[] {
  return roles
    .map((role) => ({ role, items: items.filter((item) => ticked.has(`${role}/${item}`)) }))
    .filter(({ items: of }) => of.length > 0);
}
