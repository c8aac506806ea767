import { graphql } from "@/api/generated/office";
import type { DisclosurePageQuery } from "@/api/generated/office/graphql";

export const DisclosureOf = graphql(`
  query DisclosurePage($number: Int!) {
    disclosureRequest(number: $number) {
      number
      name
      registration
      status
      kind
      legalBasis
      urgent
      evidence
      asked { role items }
      receivedAt
      due
      rule
      reminded
      missed
      endedAt
      decidedBy
      disclosed { role contact version items copy { item value } }
      registrantNotified
      withheldBecause
      refusedBecause
      changedBy
      requester { name organisation email country }
      purpose
      reference
      weighed
      exchanges { question askedAt answer evidence }
    }
  }
`);

export type RequestView = NonNullable<DisclosurePageQuery["disclosureRequest"]>;
