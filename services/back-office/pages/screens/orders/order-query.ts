import { graphql } from "@/api/generated/office";
import type { OrderPageQuery } from "@/api/generated/office/graphql";

export const OrderOf = graphql(`
  query OrderPage($number: Int!) {
    order(number: $number) {
      id
      number
      account
      status
      statusWord
      reference
      purchaseOrder
      offer
      resellerProfile
      points
      price
      payment
      paymentReference
      invoice
      announced
      announcedMean
      paidAt
      placedAt
      placedThrough
      expiresAt
      changedAt
      changedBy
      accountNode { id nichandle points { available } }
      lines {
        line
        with
        item
        name
        label
        points
        price
        rule
        state
        operation
        code
        message
        refunded
        operationNode { id number state }
      }
    }
  }
`);

export type OrderView = NonNullable<OrderPageQuery["order"]>;
export type LineView = OrderView["lines"][number];
