import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const services = "..";
const languages = ["en", "fr"] as const;
/** What stands in the sources in capitals and is no code: the environment of a test. */
const others = ["CARGO_MANIFEST_DIR", "UPDATE_SCHEMA"];

const json = (path: string) => JSON.parse(readFileSync(path, "utf8"));
const rust = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".rs"))
    .map((file) => `${folder}/${file}`);
const source = (path: string) => readFileSync(path, "utf8").replaceAll(/^\s*\/\/.*$/gm, "");
const inCapitals = (text: string) =>
  [...text.matchAll(/"([A-Z]+(?:_[A-Z]+)+|[A-Z]{4,})"/g)].flatMap(([, code]) => code ?? []);

/** What has a code of its own, which `Refusal` hands on: from `impl` to its end. */
const coded = (text: string) =>
  (text.match(/^impl [^{]+\{$[\s\S]*?^\}$/gm) ?? []).filter((part) => part.includes("fn code(&self)"));

const provider = `${services}/graphql/src/provider.rs`;
const doors = rust(`${services}/graphql/src`).filter((path) => path !== provider);
const refusals = rust(`${services}/application/src/refusal`);
const handedOn = [...rust(`${services}/application/src`), ...rust("../../domain-model/src")];

const codes = [
  ...[...doors, ...refusals].flatMap((path) => inCapitals(source(path))),
  ...handedOn.flatMap((path) => coded(source(path)).flatMap(inCapitals)),
].filter((code) => !others.includes(code));

test("the sources are found", () => {
  expect(new Set(codes).size).toBeGreaterThan(100);
  // One of each place: a code of its own, handed on by the application, by the model, at a door.
  for (const code of ["NO_CHANGE", "PRICES_CHANGED", "REASON_MISSING", "EVIDENCE_TYPE", "AUDIT_UNAVAILABLE"])
    expect(codes).toContain(code);
});

test.each(languages)("every refusal has words, and no words are left over: %s", (language) => {
  const words = Object.keys(json(`pages/refusals/words.${language}.json`));
  expect(words.sort()).toEqual([...new Set(codes)].sort());
});

test.each(languages)("every way in which a provider sends people back has words: %s", (language) => {
  const { vouched } = json(`pages/screens/sign-in/words.${language}.json`);
  expect(Object.keys(vouched).sort()).toEqual([...new Set(inCapitals(source(provider)))].sort());
});

test.each(languages)("a sign-in that is refused has words that know how long: %s", (language) => {
  const own = json(`pages/screens/sign-in/words.${language}.json`).refusals;
  const door = source(`${services}/graphql/src/session/schema.rs`);
  const known = new Set(Object.keys(own).map((key) => key.replace(/_(one|other|many)$/, "")));
  expect([...known].sort()).toEqual([...new Set(inCapitals(door))].sort());
});

const said = inCapitals(source(`${services}/application/src/consequences.rs`));

// Until the server tells them by code, there is nothing to be held against.
test.skipIf(said.length === 0).each(languages)("every consequence has words: %s", (language) => {
  const { notices } = json(`pages/screens/contacts/words.${language}.json`).would;
  expect(Object.keys(notices).sort()).toEqual([...new Set(said)].sort());
});
