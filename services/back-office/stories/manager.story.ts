import { readFileSync } from "node:fs";
import type { Download, Page } from "playwright-core";
import { afterAll, describe, expect, test } from "vitest";
import {
  accessible,
  bareScreens,
  enter,
  open,
  quiet,
  type Scheme,
  settled,
  shut,
  signIn,
  violations,
  watchScreens,
} from "./office";
import { ask, DAKAR, reseller, signInAs } from "./reseller";

afterAll(shut);

async function text(download: Promise<Download>): Promise<{ name: string; content: Buffer }> {
  const file = await download;
  return { name: file.suggestedFilename(), content: readFileSync(await file.path()) };
}

describe("a reseller's day", () => {
  test("sees what is left and what waits, finds a name, and renews it at the price that is shown", async () => {
    const { context, page } = await open();
    // By the nichandle as by the number.
    await enter(page, { login: reseller(DAKAR).nichandle, password: reseller(DAKAR).password }, "/");
    await page.waitForURL(/\/manager$/);
    await settled(page);
    const { me } = await ask<{ me: { points: { available: number } } }>(
      page,
      "{ me { points { available } } }",
    );
    const available = new Intl.NumberFormat("en").format(me.points.available);
    await expect.poll(() => page.locator("main").textContent()).toContain(available);
    await page.keyboard.press("Control+k");
    await page.getByRole("textbox", { name: "Search or jump to" }).fill("teranga");
    await page.locator(".mantine-Spotlight-action").filter({ hasText: "teranga-voyages.com" }).waitFor();
    expect(await violations(page, "the palette", { parts: "[role=dialog]" })).toEqual([]);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "teranga-voyages.com" }).waitFor();
    const before = await ask<{ domain: { expires: string } }>(
      page,
      '{ domain(name: "teranga-voyages.com") { expires } }',
    );
    await page.getByRole("button", { name: "Renew", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText(/before tax/).waitFor();
    const price = await dialog.locator("strong").first().textContent();
    expect(price).toMatch(/XOF before tax/);
    await accessible(page, "the dialog of a renewal");
    await dialog.getByRole("button", { name: "Renew" }).click();
    await dialog.waitFor({ state: "hidden" });
    // Nothing is told here: the page asks until the registry has answered.
    const year = String(new Date(before.domain.expires).getUTCFullYear() + 1);
    const expires = page.locator("dd").first();
    await expect.poll(() => expires.textContent(), { timeout: 30_000 }).toContain(year);
    quiet(page, "a renewal");
    await context.close();
  });

  test("changes the servers of a name, and sees them when the registry has them", async () => {
    const { context, page } = await open();
    await signInAs(page, DAKAR, "/manager/names/teranga-voyages.com");
    await settled(page);
    await page.getByRole("button", { name: "Change", exact: true }).click();
    await page.getByRole("menuitem", { name: /Name servers/ }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name servers").fill("ns1.dakar-web.test\nns2.dakar-web.test");
    await dialog.getByRole("button", { name: "Set the servers" }).click();
    await dialog.waitFor({ state: "hidden" });
    const main = page.locator("main");
    await expect.poll(() => main.textContent(), { timeout: 30_000 }).toContain("ns1.dakar-web.test");
    quiet(page, "other servers");
    await context.close();
  });

  test("is told why a command is refused, at its field, and loses nothing that was typed", async () => {
    const { context, page } = await open();
    await signInAs(page, DAKAR, "/manager/names/teranga-voyages.com");
    await settled(page);
    await page.getByRole("button", { name: "Change", exact: true }).click();
    await page.getByRole("menuitem", { name: /Name servers/ }).click();
    const dialog = page.getByRole("dialog");
    const field = dialog.getByLabel("Name servers");
    await field.fill("ns1.teranga-voyages.com 300.1.1.1\nns2.dakar-web.test");
    await dialog.getByRole("button", { name: "Set the servers" }).click();
    await expect.poll(() => dialog.textContent()).toContain("300.1.1.1");
    await expect.poll(() => field.getAttribute("aria-invalid")).toBe("true");
    expect(await field.inputValue()).toContain("300.1.1.1");
    await context.close();
  });

  test("pays an order from points, and watches it being delivered", async () => {
    const { context, page } = await open();
    await signInAs(page, DAKAR, "/manager/orders?status=NOT_PAID");
    await settled(page);
    await page.locator('[data-row="0"] a').first().click();
    await page.getByRole("heading", { level: 1, name: /^Order \d+/ }).waitFor();
    await page.getByRole("button", { name: "Pay from points" }).click();
    const dialog = page.getByRole("dialog");
    await expect.poll(() => dialog.textContent()).toContain("Left afterwards");
    await accessible(page, "the dialog of a payment");
    await dialog.getByRole("button", { name: "Pay from points" }).click();
    await dialog.waitFor({ state: "hidden" });
    await expect.poll(() => page.locator("main").textContent(), { timeout: 40_000 }).toContain("Delivered.");
    quiet(page, "an order");
    await context.close();
  });

  test("downloads a statement as CSV and as PDF, and the prices", async () => {
    const { context, page } = await open();
    await signInAs(page, DAKAR, "/manager/points");
    await settled(page);
    await page.locator('[data-row="0"]').waitFor();
    const csv = text(page.waitForEvent("download"));
    await page.getByRole("button", { name: "Download the statement as CSV" }).click();
    expect((await csv).name).toMatch(/^statement-13491.*\.csv$/);
    expect((await csv).content.toString()).toMatch(/Bought/);
    const pdf = text(page.waitForEvent("download"));
    await page.getByRole("button", { name: "Download the statement as PDF" }).click();
    expect((await pdf).content.subarray(0, 5).toString()).toBe("%PDF-");
    await page.goto("/manager/prices?text=com&action=renew");
    await settled(page);
    await expect.poll(() => page.locator('[data-row="0"]').textContent()).toContain(".com");
    const prices = text(page.waitForEvent("download"));
    await page.getByRole("button", { name: "Export as CSV" }).click();
    expect((await prices).content.toString()).toMatch(/com renew/);
    quiet(page, "documents");
    await context.close();
  });

  test("makes a key for a program, whose secret is shown once", async () => {
    const { context, page } = await open();
    await signInAs(page, DAKAR, "/manager/access");
    await settled(page);
    await page.getByRole("button", { name: "New program" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Boutique Teranga");
    await dialog.getByRole("button", { name: "Register" }).click();
    await dialog.getByText("It is shown this once").waitFor();
    const secret = (await dialog.locator(".mono").nth(1).textContent()) ?? "";
    expect(secret).toMatch(/^\w{32}$/);
    await accessible(page, "the secret of a program");
    await dialog.getByRole("button", { name: "I have kept it" }).click();
    await dialog.waitFor({ state: "hidden" });
    await expect.poll(() => page.locator("main").textContent()).toContain("Boutique Teranga");
    expect(await page.content()).not.toContain(secret);
    await context.close();
  });

  test("sets a passphrase, writes a batch mail that is signed with it, and rehearses it", async () => {
    const { context, page } = await open();
    await signInAs(page, DAKAR, "/manager/access");
    await settled(page);
    await page.getByRole("button", { name: "Set a passphrase" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Passphrase of batch mails").fill("UnePlusLonguePhraseADakar");
    await dialog.getByRole("button", { name: "Set a passphrase" }).click();
    await dialog.waitFor({ state: "hidden" });

    await page.goto("/manager/batch-mails?kind=create");
    await settled(page);
    const mail = page.getByRole("list", { name: "The mail" });
    await expect.poll(() => mail.textContent()).toContain("order.domain.command: create");
    await expect.poll(() => page.locator("main").textContent()).toMatch(/order\.domain\.name: expected/);
    await page.getByLabel("Domain name").fill("not a name");
    await expect.poll(() => page.getByLabel("Domain name").getAttribute("aria-invalid")).toBe("true");
    await page.getByLabel("Domain name").fill("goree-peche.com");
    await page.getByText("it will be understood").waitFor();
    await expect.poll(() => mail.textContent()).toContain("order.domain.name: goree-peche.com");
    await accessible(page, "the assistant");
    const file = text(page.waitForEvent("download"));
    await page.getByRole("button", { name: "Download", exact: true }).click();
    expect((await file).content.toString()).toMatch(/batch\.auth\.md5: [0-9a-f]{32}\s*$/);
    await page.getByRole("button", { name: "Rehearse" }).click();
    await page.getByText("It would be executed. Nothing was done.").waitFor();
    expect(await page.locator("main").textContent()).toContain("Points that it would take");
    const { domain } = await ask<{ domain: unknown }>(page, '{ domain(name: "goree-peche.com") { name } }');
    expect(domain, "a rehearsal does nothing").toBeNull();
    quiet(page, "the assistant");
    await context.close();
  });
});

describe("a reseller", () => {
  test("sees who has to answer about a contact, and has the own link mailed again", async () => {
    const { context, page } = await open();
    await signInAs(page, 13490);
    await settled(page);
    const asked = page.getByRole("row").filter({ hasText: "giulia-rossi.info" });
    await asked.getByRole("button", { name: "Send the link again" }).click();
    const dialog = page.getByRole("dialog");
    await accessible(page, "the dialog about a contact");
    await dialog.getByRole("button", { name: "Send the link again" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByText("Sent", { exact: true }).waitFor();
    quiet(page, "a home with something to answer");
    await context.close();
  });

  test("cannot open the pages of staff, and staff cannot open a reseller's", async () => {
    const { context, page } = await open();
    await signInAs(page, DAKAR, "/manager");
    await settled(page);
    for (const path of ["/", "/domains", "/ledger?account=13490", "/accounts/13490", "/staff"]) {
      await page.goto(path);
      await page.waitForURL(/\/manager$/);
      await settled(page);
    }
    const refused = await context.request.post("/graphql", {
      data: { query: "{ accounts(first: 1) { nodes { number } } }" },
      failOnStatusCode: false,
    });
    expect(refused.status(), "the door of staff lets no reseller in").toBe(401);
    const foreign = await ask<{ domain: unknown }>(page, '{ domain(name: "vignobles-castel.com") { name } }');
    expect(foreign.domain, "another account's name").toBeNull();
    await page.goto("/manager/names/vignobles-castel.com");
    await page.getByText("vignobles-castel.com is none of your names").waitFor();
    await context.close();

    const office = await open();
    await signIn(office.page, "admin", "/manager/points");
    await office.page.waitForURL(/\/$/);
    await settled(office.page);
    await office.context.close();
  });

  test("goes everywhere by the keyboard", async () => {
    const { context, page } = await open();
    await signInAs(page, DAKAR);
    await settled(page);
    for (const [key, path] of [
      ["n", "names"],
      ["c", "contacts"],
      ["o", "operations"],
      ["r", "orders"],
      ["p", "points"],
      ["b", "batch-mails"],
    ] as const) {
      await page.keyboard.press("g");
      await page.keyboard.press(key);
      await page.waitForURL(new RegExp(`/manager/${path}`));
    }
    await page.keyboard.press("g");
    await page.keyboard.press("n");
    await page.waitForURL(/\/manager\/names/);
    await page.locator('[data-row="0"]').waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("harbour");
    await page.waitForURL(/text=harbour/);
    await page.locator('[data-row="0"]').focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "harbour-row.net" }).waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    await context.close();
  });

  test("is sent less than 350 kB compressed before its home is shown", async () => {
    const { context, page } = await open();
    const bytes = new Map<string, number>();
    page.on("response", async (response) => {
      if (!/\.(js|css)$/.test(new URL(response.url()).pathname)) return;
      bytes.set(response.url(), (await response.request().sizes()).responseBodySize);
    });
    await context.setExtraHTTPHeaders({ "Accept-Encoding": "gzip" });
    await signInAs(page, DAKAR);
    await settled(page);
    await page.waitForLoadState("networkidle");
    const total = [...bytes.values()].reduce((sum, size) => sum + size, 0);
    console.log(`a reseller's first screen: ${bytes.size} files, ${(total / 1000).toFixed(0)} kB of gzip`);
    expect(bytes.size).toBeGreaterThan(3);
    expect(total).toBeLessThan(350_000);
    await context.close();
  });
});

/** Every screen of an account, with things that exist on those that show one thing. */
async function screens(page: Page): Promise<string[]> {
  const found = await ask<{
    operations: { nodes: { number: number }[] };
    orders: { nodes: { number: number }[] };
    invoices: { nodes: { number: string }[] };
  }>(
    page,
    `{
      operations(first: 1) { nodes { number } }
      orders(first: 1) { nodes { number } }
      invoices(first: 1) { nodes { number } }
    }`,
  );
  const [operation, order, invoice] = [
    found.operations.nodes[0]?.number,
    found.orders.nodes[0]?.number,
    found.invoices.nodes[0]?.number,
  ];
  expect([operation, order, invoice], "the day has one of each").not.toContain(undefined);
  return [
    "",
    "/names",
    "/names/teranga-voyages.com",
    "/names/none-of-ours.com",
    "/contacts",
    "/contacts?text=nobody-of-ours",
    // An account's own contact has its number.
    `/contacts/${DAKAR}`,
    "/contacts/1",
    "/operations",
    `/operations/${operation}`,
    "/orders",
    `/orders/${order}`,
    "/orders?name=none-of-ours.com",
    "/points",
    "/invoices",
    `/invoices/${invoice}`,
    "/prices",
    "/batch-mails",
    "/batch-mails?kind=domainDnsUpdate",
    "/access",
    "/sign-in",
    "/nowhere",
  ].map((path) => `/manager${path}`);
}

describe("every screen of a reseller", () => {
  const looks: { scheme: Scheme; language: "en" | "fr"; width: number }[] = [
    { scheme: "light", language: "en", width: 1360 },
    { scheme: "dark", language: "fr", width: 1360 },
    { scheme: "light", language: "fr", width: 420 },
  ];
  test.each(looks)("is accessible: $scheme, $language, $width px", { timeout: 180_000 }, async (look) => {
    const { context, page } = await open(look);
    await watchScreens(page);
    await signInAs(page, DAKAR);
    const wrong: string[] = [];
    for (const path of await screens(page)) {
      await page.goto(path);
      await settled(page);
      wrong.push(...(await violations(page, path)));
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(wide, `${path} scrolls sideways by so many pixels at ${look.width} px`).toBeLessThanOrEqual(0);
      expect(await page.title(), path).not.toBe("");
      expect(await bareScreens(page), "screens that came without their words").toEqual([]);
      quiet(page, path);
      const folder = process.env.REGISTRAR_PICTURES;
      const name = path.replace(/[^a-z0-9]+/gi, "-").replace(/-$/, "");
      if (folder) await page.screenshot({ path: `${folder}/own${name}-${look.scheme}-${look.width}.png` });
    }
    expect(wrong).toEqual([]);
    await context.close();
  });
});
