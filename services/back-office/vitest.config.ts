import { defineConfig } from "vitest/config";
import { documents } from "./vite-documents.ts";

export default defineConfig({
  plugins: [documents()],
  resolve: { alias: { "@": `${import.meta.dirname}/pages` } },
  test: { environment: "node", include: ["pages/**/*.test.{ts,tsx}"] },
});
