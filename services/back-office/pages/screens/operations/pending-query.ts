import { graphql } from "@/api/generated/office";
import type { PendingStatusQuery } from "@/api/generated/office/graphql";

export const PendingStatus = graphql(`
  query PendingStatus(
    $months: Int!
    $account: Int
    $kind: String
    $states: [OperationState!]!
    $first: Int
    $after: String
  ) {
    pendingStatus(
      months: $months
      account: $account
      kind: $kind
      states: $states
      first: $first
      after: $after
    ) {
      nodes {
        id
        number
        action
        kind
        subject
        account
        state
        status
        etat
        since
        requestedAt
        attempts
        replyCode
        replyMessage
        closed
        waitsFor { who since }
        accountNode { id nichandle }
        domain { id unicode }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export type PendingRow = PendingStatusQuery["pendingStatus"]["nodes"][number];
