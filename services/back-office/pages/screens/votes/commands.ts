import { graphql } from "@/api/generated/office";
import type { VoteView } from "./vote-query";

export const CastTrade = graphql(`
  mutation CastTradeVote($input: CastTradeVoteInput!) {
    castTradeVote(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);
export const CastTransfer = graphql(`
  mutation CastTransferVote($input: CastTransferVoteInput!) {
    castTransferVote(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);
export const CastChange = graphql(`
  mutation CastContactChangeVote($input: CastContactChangeVoteInput!) {
    castContactChangeVote(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);
export const ResendTrade = graphql(`
  mutation ResendTradeBallot($input: TradeSideInput!) {
    resendTradeBallot(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);
export const ResendTransfer = graphql(`
  mutation ResendTransferBallot($input: TransferSideInput!) {
    resendTransferBallot(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);
export const ResendChange = graphql(`
  mutation ResendContactChange($input: ContactChangeSideInput!) {
    resendContactChange(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);
export const CancelTrade = graphql(`
  mutation CancelTrade($input: CancelTradeInput!) {
    cancelTrade(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);
export const CancelTransfer = graphql(`
  mutation CancelTransfer($input: CancelTransferInput!) {
    cancelTransfer(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);
export const CancelChange = graphql(`
  mutation CancelContactChange($input: ContactChangeInput!) {
    cancelContactChange(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);
export const RestartTrade = graphql(`
  mutation RestartTrade($input: RestartTradeInput!) {
    restartTrade(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);
export const RestartTransfer = graphql(`
  mutation RestartTransfer($input: RestartTransferInput!) {
    restartTransfer(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);
export const RestartChange = graphql(`
  mutation RestartContactChange($input: ContactChangeInput!) {
    restartContactChange(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);
export const AnswerOut = graphql(`
  mutation AnswerTransferOut($input: AnswerTransferInput!) {
    answerTransferOut(input: $input) {
      operation { number }
      consistency
      repeated
      userErrors { code field message }
    }
  }
`);

/** Ended without its effect, and not by somebody's decision that it is to end. */
export function mayRestart({ what, state }: VoteView): boolean {
  if (what === "trade") return state === "Failed" || state === "Expired";
  if (what === "transfer-in") return state === "Failed" || state === "Refused" || state === "Expired";
  return what === "contact-change" && state === "Failed";
}

export function mayCancel({ what, state }: VoteView): boolean {
  return what !== "transfer-out" && (state === "Voting" || state === "Failed");
}

/** One yes is enough for a transfer; everything else needs both. */
export function missing({ what, open, sides }: VoteView): readonly string[] {
  if (!open) return [];
  if (what === "transfer-in" && sides.some(({ vote }) => vote === "Accept")) return [];
  return sides.filter(({ vote }) => !vote).map(({ side }) => side);
}
