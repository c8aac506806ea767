import { readdirSync, readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { dialogsOf, type Found } from "./dialogs";
import { offeringScreens } from "./offered";
import { open, type Scheme, shut, signIn } from "./office";

afterAll(shut);

/** The commands of the pages' dialogs, from their sources. */
function commands(): string[] {
  const files = readdirSync("pages/screens", { recursive: true, encoding: "utf8" }).filter(
    (name) => name.endsWith(".ts") || name.endsWith(".tsx"),
  );
  return files
    .flatMap((file) => [...readFileSync(`pages/screens/${file}`, "utf8").matchAll(/^\s*mutation (\w+)/gm)])
    .flatMap(([, name]) => name ?? []);
}

/** Commands whose dialogs the day does not bring up, and why. */
const elsewhere: Record<string, readonly string[]> = {
  "a registry's message that nothing understood, or a job that failed for good": [
    "CloseRegistryMessage",
    "RetryJob",
  ],
  "an operation that the registry, or a person, has stopped halfway": [
    "CompleteOperation",
    "GiveUpOrderLine",
    "RestartOperation",
    "RestartOperations",
  ],
  "an approved change that failed": ["RestartContactChange", "RestartTrade"],
  "a reseller asks by the REST door for a move": ["AcceptMove", "RefuseMove", "WithdrawMove"],
  "the story of a second factor": [
    "ConfirmSecondFactor",
    "OfferSecondFactor",
    "RemoveSecondFactor",
    "TakeSecondFactor",
  ],
};

describe("every dialog that a screen offers", () => {
  const looks: { scheme: Scheme; language: "en" | "fr" }[] = [
    { scheme: "light", language: "en" },
    { scheme: "dark", language: "fr" },
  ];
  test.concurrent.each(looks)("is accessible: $scheme, $language", { timeout: 400_000 }, async (look) => {
    const { context, page } = await open({ ...look, calm: true });
    await signIn(page, "admin");
    // Whatever is pressed, nothing is changed.
    await page.route("**/graphql", (route) =>
      (route.request().postData() ?? "").includes("mutation") ? route.abort() : route.continue(),
    );
    const found: Found[] = [];
    const met = new Set<string>();
    for (const path of await offeringScreens()) found.push(...(await dialogsOf(page, path, met)));
    const opened = new Set(found.flatMap(({ command }) => command ?? []));
    expect(found.flatMap(({ wrong }) => wrong)).toEqual([]);
    const known = new Set([...opened, ...Object.values(elsewhere).flat()]);
    expect(
      commands().filter((command) => !known.has(command)),
      "commands whose dialogs were not opened",
    ).toEqual([]);
    await context.close();
  });
});
