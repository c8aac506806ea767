import { graphql } from "@/api/generated/reseller";
import type { OwnContactQuery } from "@/api/generated/reseller/graphql";

export const OwnContact = graphql(`
  query OwnContact($number: Int!) {
    contact(number: $number) {
      number handle status verifiedAt verifyBy registeredAt changedAt isOwn
      details {
        legalForm civility firstName lastName organisation street street2 postalCode city region country phone fax email
        vatNumber companyNumber locale hideEmail
        identification { name value }
      }
    }
  }
`);

/** The server answers it of the account's own contacts alone. */
export const NamesOfContact = graphql(`
  query NamesOfContact($number: Int!) {
    namesOfContact(number: $number)
  }
`);

export type Person = NonNullable<OwnContactQuery["contact"]>;
