import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "@": `${import.meta.dirname}/pages` } },
  test: { environment: "jsdom", include: ["pages/**/*.test.{ts,tsx}"] },
});
