import { graphql } from "@/api/generated/office";
import type { HeldNameQuery } from "@/api/generated/office/graphql";

/**
 * A name now or as it was. Without ids: a name of the past is another thing than the name of today, and must not take its
 * place in the cache.
 */
export const HeldName = graphql(`
  query HeldName($name: DomainName!, $asOf: DateTime) {
    domain(name: $name, asOf: $asOf) {
      name unicode state registration account owner admin tech billing
      nameServers service serviceMaster owo statuses created expires dnssec unfinishedOperation
      locks { kind since lifts rule }
      resellerMove { operation to askedAt expiresAt }
      changedAt changedBy sequence
      accountNode { number nichandle status }
      registrant { ...HeldContact }
      adminContact { ...HeldContact }
      techContact { ...HeldContact }
      billingContact { ...HeldContact }
      operation { number action state since waitsFor { who since } }
      trades { number state open deadline sides { side vote } }
      transfers { number kind state open deadline gaining }
      hosts { name addresses }
    }
  }

  fragment HeldContact on Contact {
    number handle status verifiedAt verifyBy
    details { firstName lastName organisation city country email phone }
  }
`);

export type Held = NonNullable<HeldNameQuery["domain"]>;
export type HeldContact = NonNullable<Held["registrant"]>;

/** A transfer away that the registry has announced and nobody has ended. */
export function leaving(held: Held): Held["transfers"][number] | undefined {
  return held.transfers.find((transfer) => transfer.kind === "transfer-out" && transfer.open);
}
