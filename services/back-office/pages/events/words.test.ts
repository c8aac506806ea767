import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { plainWords } from "./name";

const model = "../../domain-model/src";
const words: Record<string, string | Record<string, string>> = JSON.parse(
  readFileSync("pages/events/words.fr.json", "utf8"),
);

const sources = readdirSync(model, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".rs"))
  .map((file) => ({ file, text: readFileSync(`${model}/${file}`, "utf8") }));

/** The type of a stream stands beside its events, or in the file of their folder. */
function typeOf(file: string): string {
  const above = file.replace(/\/[^/]+$/, ".rs");
  const found = sources
    .filter((one) => one.file === file || one.file === above)
    .flatMap(({ text }) => text.match(/\baggregate!\(\s*\w+,\s*"([^"]+)"/)?.[1] ?? []);
  if (found.length !== 1) throw new Error(`whose events are these: ${file}`);
  return found[0] ?? "";
}

/** `domain_event!(Event { Planned => "1.0" })`, of every type. */
const events = sources.flatMap(({ file, text }) =>
  [...text.matchAll(/\bdomain_event!\(\w+ \{([^}]*)\}/g)].flatMap(([, declared = ""]) =>
    [...declared.matchAll(/(\w+) => "/g)].map(([, name = ""]) => ({ type: typeOf(file), name })),
  ),
);

test("the sources are found", () => {
  const declaring = sources.filter(({ text }) => /^domain_event!/m.test(text));
  expect(new Set(events.map(({ type }) => type)).size).toBe(declaring.length);
  expect(events.length).toBeGreaterThan(200);
  expect(events).toContainEqual({ type: "maintenance", name: "CalledOff" });
  expect(events).toContainEqual({ type: "domain", name: "TransferOutAnnounced" });
});

test("every event has French words, and no words are left over", () => {
  const own = (type: string, name: string) => {
    const of = words[type];
    return typeof of === "object" && name in of;
  };
  const needed = events.map(({ type, name }) => (own(type, name) ? `${type}.${name}` : name));
  const known = Object.entries(words).flatMap(([key, of]) =>
    typeof of === "string" ? [key] : Object.keys(of).map((name) => `${key}.${name}`),
  );
  expect(known.sort()).toEqual([...new Set(needed)].sort());
});

test("English is made of the name", () => {
  expect(plainWords("TransferOutAnnounced")).toBe("Transfer out announced");
});
