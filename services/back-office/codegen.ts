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

/** The committed schemas are the contract: what is no part of them does not compile. */
const settings: CodegenConfig = {
  generates: {
    "pages/api/generated/office/": {
      schema: "../graphql/schema.graphql",
      documents: ["pages/**/*.{ts,tsx}", "!pages/session/**", "!pages/api/generated/**"],
      preset: "client",
      presetConfig: { fragmentMasking: false },
      config,
    },
    "pages/api/generated/session/": {
      schema: "../graphql/session.graphql",
      documents: ["pages/session/**/*.{ts,tsx}"],
      preset: "client",
      presetConfig: { fragmentMasking: false },
      config,
    },
    "pages/api/generated/parts.ts": {
      schema: "../graphql/schema.graphql",
      plugins: ["./codegen-parts.cjs"],
    },
  },
  ignoreNoDocuments: true,
};

export default settings;
