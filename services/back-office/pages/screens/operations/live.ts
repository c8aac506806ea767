import { graphql } from "@/api/generated/office";

/** Of one account, or of all. */
export const PendingOperations = graphql(`
  subscription PendingOperations($account: Int) {
    pendingOperations(account: $account) { id number state }
  }
`);
