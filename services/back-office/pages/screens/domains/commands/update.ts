import { graphql } from "@/api/generated/office";

/** What changes; what is absent stays. */
export const UpdateDomain = graphql(`
  mutation UpdateDomain($input: UpdateDomainInput!) {
    updateDomain(input: $input) { operation { number } consistency repeated userErrors { code field message } }
  }
`);
