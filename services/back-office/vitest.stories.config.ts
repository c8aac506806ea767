import { defineConfig } from "vitest/config";

/** Stories in a browser, against the demo of REGISTRAR_ACCESS. */
export default defineConfig({
  test: {
    environment: "node",
    include: ["stories/**/*.story.ts"],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
