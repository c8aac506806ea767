import { graphql } from "@/api/generated/office";
import type { PricesOnQuery } from "@/api/generated/office/graphql";

/** On a day that is far away: lists whose prices are still to come are among them. */
export const PriceLists = graphql(`
  query PriceLists($on: NaiveDate!) {
    prices(on: $on) { class currency }
  }
`);

export const PricesOn = graphql(`
  query PricesOn($class: String!, $currency: String!, $on: NaiveDate) {
    prices(class: $class, currency: $currency, on: $on) {
      class currency item tld action product years cents ordinaryCents from promotion until rule registryFee margin
    }
  }
`);

export const PricesFile = graphql(`
  query PricesFile($class: String, $currency: String, $on: NaiveDate) {
    pricesCsv(class: $class, currency: $currency, on: $on)
  }
`);

export const PreviewPrices = graphql(`
  query PreviewPrices($input: PricesInput!) {
    previewPrices(input: $input) {
      token
      lists {
        class
        currency
        isNew
        unchanged
        changes { line item cents from promotion until isNew centsBefore untilBefore atOnce }
      }
      mistakes { line column expected }
    }
  }
`);

export type Price = PricesOnQuery["prices"][number];
