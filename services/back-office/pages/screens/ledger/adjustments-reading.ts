import { graphql } from "@/api/generated/office";

export const AdjustmentList = graphql(`
  query AdjustmentList($account: Int, $waiting: Boolean, $first: Int, $after: String) {
    adjustments(account: $account, waiting: $waiting, first: $first, after: $after) {
      nodes {
        id number status account kind points reason proposer limit proposedAt expiresAt
        decidedAt decidedBy declinedBecause
      }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
`);

/** The latest first: `first` and `after` count from the end. */
export const AdjustmentListNewest = graphql(`
  query AdjustmentListNewest($account: Int, $waiting: Boolean, $first: Int, $after: String) {
    adjustments(account: $account, waiting: $waiting, last: $first, before: $after) {
      nodes {
        id number status account kind points reason proposer limit proposedAt expiresAt
        decidedAt decidedBy declinedBecause
      }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
`);
