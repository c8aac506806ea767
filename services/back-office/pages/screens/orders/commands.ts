import { graphql } from "@/api/generated/office";
import type { LineState, OrderStatus } from "@/api/generated/office/graphql";

export const Pay = graphql(`
  mutation PayOrder($input: PayOrderInput!) {
    payOrder(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);
export const Reject = graphql(`
  mutation RejectPayment($input: OrderInput!) {
    rejectPayment(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);
export const Cancel = graphql(`
  mutation CancelOrder($input: OrderInput!) {
    cancelOrder(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);
export const GiveUp = graphql(`
  mutation GiveUpOrderLine($input: OrderLineInput!) {
    giveUpOrderLine(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);
export const Refund = graphql(`
  mutation RefundOrderLine($input: RefundOrderLineInput!) {
    refundOrderLine(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

export type OrderVerb = "pay" | "reject" | "cancel";
export type LineVerb = "giveUp" | "refund";

interface Rights {
  support: boolean;
  finance: boolean;
}

/** What an order as it stands can be told, by a role. */
export function orderVerbs(status: OrderStatus, rights: Rights): OrderVerb[] {
  const unpaid = status === "NOT_PAID";
  const announced = status === "ANNOUNCED";
  return [
    ...(rights.finance && (unpaid || announced) ? (["pay"] as const) : []),
    ...(rights.finance && announced ? (["reject"] as const) : []),
    ...(rights.support && unpaid ? (["cancel"] as const) : []),
  ];
}

interface Line {
  with?: number | null;
  state?: LineState | null;
  points: number;
  refunded: number;
}

/** A line that goes with another is given up and refunded with that one. */
export function lineVerbs(line: Line, rights: Rights): LineVerb[] {
  if (line.with !== null && line.with !== undefined) return [];
  return [
    ...(rights.support && (line.state === "WAITING" || line.state === "FAILED") ? (["giveUp"] as const) : []),
    ...(rights.finance && line.state === "DELIVERED" && line.refunded < line.points
      ? (["refund"] as const)
      : []),
  ];
}
