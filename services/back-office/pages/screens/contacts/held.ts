import { graphql } from "@/api/generated/office";
import type { ContactPageQuery } from "@/api/generated/office/graphql";

export const ContactPageDocument = graphql(`
  query ContactPage($number: Int!) {
    contact(number: $number) {
      id number handle account status publicationConsent publicationDecidedAt verifiedAt verifyBy registeredAt changedAt changedBy
      accountNode { id nichandle }
      details {
        legalForm firstName lastName organisation street street2 postalCode city region country phone fax email locale
      }
      domains { id name unicode state owner admin tech billing expires }
      operations { id number action state requestedAt since replyCode replyMessage openedBy waitsFor { who since } }
    }
  }
`);

export type Person = NonNullable<ContactPageQuery["contact"]>;

export const roles = ["owner", "admin", "tech", "billing"] as const;
export type ContactRole = (typeof roles)[number];

/** In which roles a name uses a contact. */
export function rolesOf(name: { [Role in ContactRole]?: number | null }, contact: number): ContactRole[] {
  return roles.filter((role) => name[role] === contact);
}
