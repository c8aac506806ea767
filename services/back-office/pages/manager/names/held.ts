import { graphql } from "@/api/generated/reseller";
import type { OwnNameQuery } from "@/api/generated/reseller/graphql";

export const OwnName = graphql(`
  query OwnName($name: DomainName!) {
    domain(name: $name) {
      name unicode state managed mayManage created expires
      nameServers { host addresses }
      service statuses dnssec owo unfinishedOperation changedAt
      dsRecords { keyTag algorithm digestType digest }
      keyRecords { flags protocol algorithm publicKey }
      locks { kind since lifts }
      resellerMove { operation to askedAt expiresAt }
      contacts { role number handle name email }
      operations { number action state since points replyCode replyMessage waitsFor { who since } }
    }
  }
`);

export type Held = NonNullable<OwnNameQuery["domain"]>;

export const UpdateOwnDomain = graphql(`
  mutation UpdateOwnDomain($input: OwnUpdateInput!) {
    updateDomain(input: $input) { operation { number } consistency repeated userErrors { code field message } }
  }
`);
