import { graphql } from "@/api/generated/office";
import type { LedgerEntriesQuery } from "@/api/generated/office/graphql";

/** `first` and `after` count from the end where the newest come first. */
export const LedgerEntries = graphql(`
  query LedgerEntries($account: Int!, $from: DateTime, $to: DateTime, $asOf: DateTime, $first: Int, $after: String) {
    ledger(account: $account, from: $from, to: $to, asOf: $asOf, first: $first, after: $after) {
      nodes {
        sequence at kind operation label debit credit points available reserved spent reference reason fact actor
      }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
`);

export const LedgerEntriesNewest = graphql(`
  query LedgerEntriesNewest($account: Int!, $from: DateTime, $to: DateTime, $asOf: DateTime, $first: Int, $after: String) {
    ledger(account: $account, from: $from, to: $to, asOf: $asOf, last: $first, before: $after) {
      nodes {
        sequence at kind operation label debit credit points available reserved spent reference reason fact actor
      }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
`);

export type Entry = LedgerEntriesQuery["ledger"]["nodes"][number];

interface TwoWays<Row> {
  nodes: readonly Row[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor?: string | null;
    endCursor?: string | null;
  };
}

/** A page that was read from the end, turned so that its newest row comes first. */
export function turned<Row>({ nodes, pageInfo }: TwoWays<Row>) {
  return {
    nodes: [...nodes].reverse(),
    pageInfo: { hasNextPage: pageInfo.hasPreviousPage, endCursor: pageInfo.startCursor },
  };
}

export const PointsOf = graphql(`
  query PointsOf($account: Int!, $asOf: DateTime) {
    pointsAccount(account: $account, asOf: $asOf) {
      account currency available reserved spent granted lowPoints
    }
    account(number: $account) { id number nichandle status currency priceClass }
  }
`);

export const StatementOf = graphql(`
  query StatementOf($account: Int!, $from: DateTime, $to: DateTime) {
    statement(account: $account, from: $from, to: $to) {
      currency
      pointsPerUnit
      opening { available reserved spent }
      closing { available reserved spent }
      closingAmount
      movements
      totals { kind count credit debit amount }
    }
  }
`);

/** Nothing but the rate: a statement of no time has no movements. */
export const RateOf = graphql(`
  query RateOf($account: Int!, $at: DateTime!) {
    statement(account: $account, from: $at, to: $at) { currency pointsPerUnit }
  }
`);

export const StatementCsv = graphql(`
  query StatementCsv($account: Int!, $from: DateTime, $to: DateTime) {
    statement(account: $account, from: $from, to: $to) { csv }
  }
`);

export const StatementPdf = graphql(`
  query StatementPdf($account: Int!, $from: DateTime, $to: DateTime) {
    statement(account: $account, from: $from, to: $to) { pdf }
  }
`);

export const MoneyOf = graphql(`
  query MoneyOf($account: Int!) {
    moneyAccount(account: $account) { account currency available spent received openedAt changedAt }
    paymentMeans(account: $account) { number kind preferred }
  }
`);

export const MoneyMovements = graphql(`
  query MoneyMovements($account: Int!, $from: DateTime, $to: DateTime, $first: Int, $after: String) {
    moneyEntries(account: $account, from: $from, to: $to, last: $first, before: $after) {
      nodes { sequence at kind order invoice debit credit amount available spent means reference actor }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
`);

export const WaitingOf = graphql(`
  query WaitingOf($account: Int!) {
    adjustments(account: $account, waiting: true, first: 20) {
      nodes { id number kind points reason proposer proposedAt expiresAt limit }
      pageInfo { hasNextPage }
    }
  }
`);

/** The limit of the account's latest correction that needed a second person: what it was then. */
export const LimitOf = graphql(`
  query LimitOf($account: Int!) {
    adjustments(account: $account, waiting: null, last: 1) { nodes { id limit } }
  }
`);

export const Balances = graphql(`
  query Balances($text: String, $first: Int, $after: String) {
    accounts(text: $text, first: $first, after: $after) {
      nodes {
        id number nichandle status currency
        points { available reserved spent granted lowPoints }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);
