import { readFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { documents } from "./vite-documents.ts";

/** Writes each text of the bundle compressed beside it, so that the server only copies bytes. */
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        for (const file of Object.values(bundle)) {
          if (!/\.(js|css|html|svg|json)$/.test(file.fileName)) continue;
          const content = Buffer.from(file.type === "chunk" ? file.code : file.source);
          if (content.length < 1024) continue;
          const source = brotliCompressSync(content, {
            params: { [constants.BROTLI_PARAM_QUALITY]: 11 },
          });
          this.emitFile({ type: "asset", fileName: `${file.fileName}.br`, source });
          const gzip = gzipSync(content, { level: 9 });
          this.emitFile({ type: "asset", fileName: `${file.fileName}.gz`, source: gzip });
        }
      },
    },
  };
}

/** While the pages are worked on, the server behind them is a demo; `REGISTRAR_ACCESS` is its access.json. */
function demo(): string {
  try {
    const path = process.env.REGISTRAR_ACCESS ?? "../../demo-data/access.json";
    return (JSON.parse(readFileSync(path, "utf8")) as { http: string }).http;
  } catch {
    return "http://127.0.0.1:8080";
  }
}

/**
 * The routes of a frame, with their search parameters, stand in one chunk: each names the files of its screens, and most of them are the same. What they
 * stand on is left where it is.
 */
const codeSplitting = {
  includeDependenciesRecursively: false,
  groups: [
    { name: "manager-routes", test: /\/pages\/manager\/.*(routes|search)\.ts$/ },
    { name: "routes", test: /\/pages\/screens\/.*(routes|search)\.ts$/ },
  ],
};

export default defineConfig({
  plugins: [documents(), react(), compressed()],
  resolve: { alias: { "@": `${import.meta.dirname}/pages` } },
  build: {
    outDir: "dist",
    target: "es2022",
    sourcemap: false,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    assetsInlineLimit: 0,
    rolldownOptions: { output: { codeSplitting } },
  },
  server: {
    host: "127.0.0.1",
    // The cookie serves the host that the browser sees: it stays as it is.
    proxy: { "/graphql": { target: demo(), ws: true, changeOrigin: false } },
  },
});
