import { graphql } from "@/api/generated/office";
import type { OperationPageQuery } from "@/api/generated/office/graphql";

export const OperationOf = graphql(`
  query OperationPage($number: Int!) {
    operation(number: $number) {
      id
      number
      account
      action
      kind
      subject
      state
      status
      etat
      replyCode
      replyMessage
      points
      orderNumber
      requestedAt
      lastUpdate
      since
      attempts
      closed
      openedBy
      correlation
      waitsFor { who since }
      accountNode { id nichandle status }
      order { id status }
      domain { id name unicode state expires registrant { id number handle } }
      host { id name status addresses }
      contact { id number handle status }
      trade { id number kind state open deadline }
      transfer { id number kind state open deadline }
      ledger {
        sequence
        at
        kind
        label
        debit
        credit
        points
        available
        reason
        fact
        actor
      }
    }
  }
`);

export type OperationView = NonNullable<OperationPageQuery["operation"]>;
