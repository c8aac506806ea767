import { afterAll, describe, expect, test } from "vitest";
import { commandsOf, dialogsOf, type Found } from "./dialogs";
import { accessible, open, quiet, type Scheme, settled, shut } from "./office";
import { ask, DAKAR, signInAs } from "./reseller";

afterAll(shut);

describe("a reseller", () => {
  test("records a contact, finds it by its address, and has a name registered for it", async () => {
    const { context, page } = await open();
    // Another one each time: the story may be told again.
    const mark = Date.now().toString(36);
    const [name, email] = [`ngor-surf-${mark}.com`, `awa.ndour@ngor-${mark}.test`];
    await signInAs(page, DAKAR, "/manager/contacts");
    await settled(page);
    await page.getByRole("button", { name: "New contact" }).click();
    const dialog = page.getByRole("dialog");
    for (const [label, value] of [
      ["Given name", "Awa"],
      ["Family name", "NDOUR"],
      ["Street", "12 rue de Ngor"],
      ["Postal code", "13000"],
      ["City", "MARSEILLE"],
      ["Telephone", "+33.491000204"],
      ["E-mail", email],
    ] as const) {
      await dialog.getByLabel(label).fill(value);
    }
    await dialog.getByRole("button", { name: "Record" }).click();
    await page.getByRole("heading", { level: 1, name: "Awa NDOUR" }).waitFor();
    const number = Number(new URL(page.url()).pathname.split("/").pop());
    await expect.poll(() => page.locator("main").textContent()).toContain("no name");

    await page.goto("/manager/contacts");
    await settled(page);
    await page.keyboard.press("/");
    await page.keyboard.type(email);
    await expect.poll(() => page.locator('[data-row="0"]').textContent()).toContain("Awa NDOUR");
    expect(await page.locator("[data-row]").count()).toBe(1);

    await page.goto("/manager/names");
    await settled(page);
    await page.getByRole("button", { name: "Register", exact: true }).click();
    await dialog.getByLabel("Name", { exact: false }).first().fill(name);
    await dialog.getByRole("combobox", { name: "Registrant" }).fill(email);
    await page.getByRole("option", { name: `· ${number} · Awa NDOUR` }).click();
    await dialog.getByText(/before tax/).waitFor();
    await accessible(page, "the dialog of a registration");
    await dialog.getByRole("button", { name: "Register", exact: true }).click();
    await dialog.waitFor({ state: "hidden" });
    const uses = async () =>
      (await ask<{ namesOfContact: number }>(page, `{ namesOfContact(number: ${number}) }`)).namesOfContact;
    await expect.poll(uses, { timeout: 30_000 }).toBe(1);
    await page.goto(`/manager/contacts/${number}`);
    await page.getByRole("link", { name: "1 name" }).click();
    await page.waitForURL(/contact=/);
    await expect.poll(() => page.locator('[data-row="0"]').textContent()).toContain(name);
    quiet(page, "a contact and its name");
    await context.close();
  });
});

/** What the screens below do not bring up, and why. */
const elsewhere = {
  "a name that was deleted": ["RestoreOwnDomain"],
};

describe("every dialog about a reseller's names and contacts", () => {
  const looks: { scheme: Scheme; language: "en" | "fr"; width: number }[] = [
    { scheme: "light", language: "en", width: 1360 },
    { scheme: "dark", language: "fr", width: 1360 },
    { scheme: "light", language: "fr", width: 420 },
  ];
  test.each(looks)("is accessible: $scheme, $language, $width px", { timeout: 240_000 }, async (look) => {
    const { context, page } = await open({ ...look, calm: true });
    await signInAs(page, DAKAR);
    await settled(page);
    const { contacts } = await ask<{ contacts: { nodes: { number: number; isOwn: boolean }[] } }>(
      page,
      "{ contacts(first: 20) { nodes { number isOwn } } }",
    );
    const other = contacts.nodes.find(({ isOwn }) => !isOwn)?.number;
    expect(other, "the day has given the account contacts").toBeDefined();
    // Whatever is pressed, nothing is changed.
    await page.route("**/graphql/reseller", (route) =>
      (route.request().postData() ?? "").includes("mutation") ? route.abort() : route.continue(),
    );
    const found: Found[] = [];
    for (const path of ["contacts", `contacts/${other}`, "names", "names/teranga-voyages.com"]) {
      found.push(...(await dialogsOf(page, `/manager/${path}`, new Set())));
    }
    expect(found.flatMap(({ wrong }) => wrong)).toEqual([]);
    const known = new Set([
      ...found.flatMap(({ command }) => command ?? []),
      ...Object.values(elsewhere).flat(),
    ]);
    const offered = ["contacts", "names/commands"].flatMap((folder) => commandsOf(`pages/manager/${folder}`));
    expect(
      offered.filter((command) => !known.has(command)),
      "commands whose dialogs were not opened",
    ).toEqual([]);
    await context.close();
  });
});
