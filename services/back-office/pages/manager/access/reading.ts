import { graphql } from "@/api/generated/reseller";
import type { OwnAccessQuery } from "@/api/generated/reseller/graphql";

export const OwnAccess = graphql(`
  query OwnAccess {
    batchMail {
      settings { methods hasPassphrase pgpKeys certificates { fingerprint trust } }
    }
    applications { number key name description revoked registeredAt }
    credentials { number applicationKey status rules { method path } requestedAt grantedAt until }
  }
`);

export type Settings = OwnAccessQuery["batchMail"]["settings"];
export type Application = OwnAccessQuery["applications"][number];
export type Credential = OwnAccessQuery["credentials"][number];
