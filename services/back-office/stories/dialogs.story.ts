import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commandsOf, dialogsOf, type Found } from "./dialogs";
import { offeringScreens } from "./offered";
import { graphql, open, type Scheme, shut, signIn } from "./office";

afterAll(shut);

/** Far ahead by any clock: there is a window to be called off, and none that closes a registry. */
const window = { from: "2090-01-05T01:00:00Z", until: "2090-01-05T03:00:00Z", reason: "a story needs one" };

async function registry() {
  const found = await graphql<{
    registries: { id: string; maintenance: { number: number; reason: string }[] }[];
  }>("support", "{ registries { id maintenance { number reason } } }");
  const [first] = found.registries;
  if (!first) throw new Error("the demo has no registry");
  return first;
}

beforeAll(async () => {
  await graphql(
    "support",
    "mutation($i: PlanMaintenanceInput!) { planMaintenance(input: $i) { userErrors { code } } }",
    { i: { registry: (await registry()).id, ...window } },
  );
});

afterAll(async () => {
  const { id, maintenance } = await registry();
  for (const { number } of maintenance.filter(({ reason }) => reason === window.reason)) {
    await graphql(
      "support",
      "mutation($i: CallOffMaintenanceInput!) { callOffMaintenance(input: $i) { userErrors { code } } }",
      { i: { registry: id, number, reason: "the story is told" } },
    );
  }
});

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
    const missing = () => {
      const opened = found.flatMap(({ command }) => command ?? []);
      const known = new Set([...opened, ...Object.values(elsewhere).flat()]);
      return commandsOf("pages/screens").filter((command) => !known.has(command));
    };
    // On a busy machine an answer may take a button away while it is pressed: then once more, from the beginning.
    for (let turn = 0; turn < 2 && (turn === 0 || missing().length > 0); turn += 1) {
      const met = new Set<string>();
      for (const path of await offeringScreens()) found.push(...(await dialogsOf(page, path, met)));
    }
    expect(found.flatMap(({ wrong }) => wrong)).toEqual([]);
    expect(missing(), "commands whose dialogs were not opened").toEqual([]);
    await context.close();
  });
});
