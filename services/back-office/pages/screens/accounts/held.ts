import { graphql } from "@/api/generated/office";
import type { AccountPageQuery } from "@/api/generated/office/graphql";

export const AccountPageDocument = graphql(`
  query AccountPage($number: Int!) {
    account(number: $number) {
      id number nichandle status reason currency priceClass locale premiumLimit hasPassword hasPassphrase
      openedAt changedAt changedBy
      points { account currency available reserved spent granted lowPoints }
      branding { name sender linkBase }
      mailSettings { methods hasPassphrase pgpKeys certificates { fingerprint trust } }
      applications { number key name description revoked registeredAt changedAt changedBy }
      credentials {
        number applicationKey status requestedAt grantedAt until changedAt changedBy
        rules { method path }
      }
    }
    moneyAccount(account: $number) { account currency available spent received }
    paymentMeans(account: $number) { number kind preferred }
  }
`);

export type Held = NonNullable<AccountPageQuery["account"]>;
export type Money = AccountPageQuery["moneyAccount"];
export type Means = AccountPageQuery["paymentMeans"];
