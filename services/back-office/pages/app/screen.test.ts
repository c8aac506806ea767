import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const source = (file: string) => readFileSync(file, "utf8");
const quoted = (text: string) => [...text.matchAll(/"([^"]+)"/g)].flatMap(([, word]) => word ?? []);

/** The file that an import names; nothing for a package or a sheet of styles. */
function named(by: string, path: string): string | undefined {
  if (!/^(@\/|\.)/.test(path)) return undefined;
  const bare = path.startsWith("@/") ? path.replace("@", "pages") : join(dirname(by), path);
  return [`${bare}.tsx`, `${bare}.ts`].find(existsSync);
}

/** What a file brings with it. Routes are the frame's, which is there before, and bring their screens later. */
function brought(file: string): string[] {
  return [...source(file).matchAll(/^(?:import|export)(?! type)(?: [^;"]* from)? "([^"]+)";/gm)]
    .flatMap(([, path = ""]) => named(file, path) ?? [])
    .filter((found) => !found.endsWith("/routes.ts"));
}

function reached(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const next of brought(file)) reached(next, found);
  return found;
}

/** Which words a file says, but those that it does not wait for. */
function said(file: string): string[] {
  return [...source(file).matchAll(/\buseTranslation\(([^()]*)\)/g)].flatMap(([, words = ""]) =>
    words.includes("useSuspense: false") ? [] : quoted(words),
  );
}

const files = readdirSync("pages", { recursive: true, encoding: "utf8" })
  .filter((file) => /(?<!\.test)\.tsx?$/.test(file) && !file.includes("generated"))
  .map((file) => `pages/${file}`);

/** Whatever comes later than what asks for it: `screen(() => import("./list"), "Domains", "domains")`, or `spoken`. */
const parts = files.flatMap((file) =>
  [...source(file).matchAll(/\b(screen|spoken)\(\s*\(\) => import\("([^"]+)"\)([^()]*)\)/g)].map(
    ([, by, path = "", rest = ""]) => ({
      part: named(file, path) ?? path,
      words: quoted(rest).slice(by === "screen" ? 1 : 0),
    }),
  ),
);

test("whatever comes later comes with words", () => {
  const imports = files.flatMap((file) => [...source(file).matchAll(/\bimport\(/g)].map(() => file));
  expect(parts.length).toBeGreaterThan(40);
  expect(parts.length).toBe(imports.length);
});

test.each(parts)("$part comes with the words that it says, and no others", ({ part, words }) => {
  const says = new Set([...reached(part)].flatMap(said));
  // These are there before anything.
  says.delete("common");
  expect([...words].sort()).toEqual([...says].sort());
});
