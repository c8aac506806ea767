import { graphql } from "@/api/generated/office";
import type { ChangePageQuery, TradePageQuery } from "@/api/generated/office/graphql";
import type { VoteKind } from "./search";

export const TradePage = graphql(`
  query TradePage($number: Int!) {
    trade(number: $number) { ...ConsentPage }
  }

  fragment ConsentPage on Consent {
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
    changedAt
    changedBy
    sides {
      side
      contact
      mails
      mailedAt
      vote
      votedAt
      votedBy
      reason
      evidence
      evidencePath
      email
      contactNode { id number handle }
    }
    outcome { side code words at }
    answer { choice reason by at }
    domain { id name unicode state }
    operation { id number state closed }
    accountNode { id nichandle }
    ownerContact { id number handle }
    newOwnerContact { id number handle }
  }
`);

export const TransferPage = graphql(`
  query TransferPage($number: Int!) {
    transfer(number: $number) { ...ConsentPage }
  }
`);

export const ChangePage = graphql(`
  query ChangePage($number: Int!) {
    contactChange(number: $number) {
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
      endedAt
      code
      words
      changedAt
      changedBy
      sides {
        side
        account
        mails
        vote
        votedAt
        votedBy
        reason
        evidence
        evidencePath
        email
        accountNode { id nichandle }
      }
      domain { id name unicode state }
      operation { id number state closed }
    }
  }
`);

export type ConsentView = NonNullable<TradePageQuery["trade"]>;
export type ChangeView = NonNullable<ChangePageQuery["contactChange"]>;

/** One side, whoever it is. */
export interface SideView {
  side: string;
  contact?: number | null;
  handle?: string | null;
  account?: number | null;
  nichandle?: string | null;
  email?: string | null;
  mails: number;
  mailedAt?: string | null;
  vote?: string | null;
  votedAt?: string | null;
  votedBy?: string | null;
  reason?: string | null;
  evidence?: string | null;
  evidencePath?: string | null;
}

/** What is voted on, of whatever kind. */
export interface VoteView {
  kind: VoteKind;
  /** trade, transfer-in, transfer-out or contact-change: what the words are chosen by. */
  what: "trade" | "transfer-in" | "transfer-out" | "contact-change";
  number: number;
  state: string;
  open: boolean;
  name?: string | null;
  unicode?: string | null;
  requestedAt: string;
  deadline?: string | null;
  sides: readonly SideView[];
  operation?: { number: number; state: string; closed: boolean } | null;
  ended?: { at: string; code?: number | null; words?: string | null; side?: string | null } | null;
  consent?: ConsentView;
  change?: ChangeView;
}

export function ofConsent(consent: ConsentView): VoteView {
  const what = consent.kind === "transfer-in" || consent.kind === "transfer-out" ? consent.kind : "trade";
  return {
    kind: what === "trade" ? "trade" : "transfer",
    what,
    number: consent.number,
    state: consent.state,
    open: consent.open,
    name: consent.name,
    unicode: consent.domain?.unicode,
    requestedAt: consent.requestedAt,
    deadline: consent.deadline,
    sides: consent.sides.map((side) => ({ ...side, handle: side.contactNode?.handle })),
    operation: consent.operation,
    ended: consent.outcome,
    consent,
  };
}

export function ofChange(change: ChangeView): VoteView {
  return {
    kind: "contact-change",
    what: "contact-change",
    number: change.number,
    state: change.state,
    open: change.open,
    name: change.name,
    unicode: change.domain?.unicode,
    requestedAt: change.requestedAt,
    deadline: change.deadline,
    sides: change.sides.map((side) => ({ ...side, nichandle: side.accountNode?.nichandle })),
    operation: change.operation,
    ended: change.endedAt ? { at: change.endedAt, code: change.code, words: change.words } : null,
    change,
  };
}
