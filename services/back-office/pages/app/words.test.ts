import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

type Words = { [key: string]: string | Words };

const PLURALS = /_(zero|one|two|few|many|other)$/;

function keys(words: Words, above = ""): string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === "string" ? [`${above}${key}`] : keys(value, `${above}${key}.`),
  );
}

/** A key without its plural, with what is filled into it. */
function shape(words: Words): Map<string, string> {
  const found = new Map<string, string>();
  const look = (part: Words, above: string): void => {
    for (const [key, value] of Object.entries(part)) {
      if (typeof value !== "string") look(value, `${above}${key}.`);
      else
        found.set(
          `${above}${key.replace(PLURALS, "")}`,
          [...value.matchAll(/\{\{(\w+)/g)]
            .map((m) => m[1])
            .sort()
            .join(),
        );
    }
  };
  look(words, "");
  return found;
}

/** English makes these of what the journal says, and has an empty file; their own test holds the French. */
const made = ["events/words.en.json"];

const files = readdirSync("pages", { recursive: true, encoding: "utf8" }).filter((file) =>
  /words\.en\.json$/.test(file),
);
const read = (path: string) => JSON.parse(readFileSync(`pages/${path}`, "utf8")) as Words;

test("there are words", () => {
  expect(files.length).toBeGreaterThan(10);
});

test("what English makes itself is not written down, and nothing else is empty", () => {
  expect(files.filter((file) => keys(read(file)).length === 0)).toEqual(made);
});

test.each(files.filter((file) => !made.includes(file)))("%s says the same in French", (file) => {
  const [english, french] = [read(file), read(file.replace(".en.", ".fr."))];
  expect(Object.fromEntries(shape(french))).toEqual(Object.fromEntries(shape(english)));
  // French has a form for millions, which must not fall back to English.
  const plural = keys(english).filter((key) => key.endsWith("_other"));
  for (const key of plural) expect(keys(french), file).toContain(key.replace(/_other$/, "_many"));
  expect(keys(english).filter((key) => key.trim() === "")).toEqual([]);
});
