import type { CodegenConfig } from "@graphql-codegen/cli";

const scalars = {
  DateTime: "string",
  NaiveDate: "string",
  DomainName: "string",
  HostName: "string",
  Points: "number",
  UUID: "string",
  JSON: "unknown",
};
const config = {
  scalars,
  useTypeImports: true,
  enumsAsTypes: true,
  strictScalars: true,
  defaultScalarType: "never",
};

function typed(schema: string, documents: string[]) {
  const presetConfig = { fragmentMasking: false };
  return { schema: `../graphql/${schema}`, documents, preset: "client" as const, presetConfig, config };
}

function parts(schema: string) {
  return { schema: `../graphql/${schema}`, plugins: ["./codegen-parts.cjs"] };
}

/** The committed schemas are the contract: what is no part of them does not compile. */
const settings: CodegenConfig = {
  generates: {
    "pages/api/generated/office/": typed("schema.graphql", [
      "pages/**/*.{ts,tsx}",
      "!pages/session/**",
      "!pages/manager/**",
      "!pages/api/generated/**",
    ]),
    "pages/api/generated/reseller/": typed("reseller.graphql", ["pages/manager/**/*.{ts,tsx}"]),
    "pages/api/generated/session/": typed("session.graphql", ["pages/session/**/*.{ts,tsx}"]),
    "pages/api/generated/parts.ts": parts("schema.graphql"),
    "pages/api/generated/reseller-parts.ts": parts("reseller.graphql"),
  },
  ignoreNoDocuments: true,
};

export default settings;
