import { graphql } from "@/api/generated/office";
import type { ContactChangeListQuery, TradeListQuery } from "@/api/generated/office/graphql";

export const TradeList = graphql(`
  query TradeList(
    $open: Boolean
    $name: DomainName
    $account: Int
    $filter: VoteFilterInput!
    $sort: VoteSort!
    $descending: Boolean!
    $first: Int
    $after: String
  ) {
    trades(
      open: $open
      name: $name
      account: $account
      filter: $filter
      sort: $sort
      descending: $descending
      first: $first
      after: $after
    ) {
      nodes { ...ConsentRow }
      pageInfo { hasNextPage endCursor }
    }
  }

  fragment ConsentRow on Consent {
    id
    number
    kind
    state
    open
    name
    account
    owner
    newOwner
    gaining
    requestedAt
    deadline
    sides { side vote }
    domain { id unicode }
    accountNode { id nichandle }
    ownerContact { id number handle }
    newOwnerContact { id number handle }
  }
`);

export const TransferList = graphql(`
  query TransferList(
    $open: Boolean
    $name: DomainName
    $account: Int
    $direction: TransferDirection
    $filter: VoteFilterInput!
    $sort: VoteSort!
    $descending: Boolean!
    $first: Int
    $after: String
  ) {
    transfers(
      open: $open
      name: $name
      account: $account
      direction: $direction
      filter: $filter
      sort: $sort
      descending: $descending
      first: $first
      after: $after
    ) {
      nodes { ...ConsentRow }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export const ContactChangeList = graphql(`
  query ContactChangeList(
    $open: Boolean
    $state: String
    $name: DomainName
    $account: Int
    $descending: Boolean!
    $first: Int
    $after: String
  ) {
    contactChanges(
      open: $open
      state: $state
      name: $name
      account: $account
      descending: $descending
      first: $first
      after: $after
    ) {
      nodes {
        number
        state
        open
        name
        roles
        fromAccount
        toAccount
        askedBy
        requestedAt
        deadline
        sides { side vote accountNode { id nichandle } }
        domain { id unicode }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export type ConsentRow = TradeListQuery["trades"]["nodes"][number];
export type ChangeRow = ContactChangeListQuery["contactChanges"]["nodes"][number];
