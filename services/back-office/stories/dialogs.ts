/** Finds every dialog that a screen offers, by pressing what can be pressed. */
import { readdirSync, readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { violations, visit } from "./office";

/** The commands of the dialogs of a folder, from their sources. */
export function commandsOf(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (name) => name.endsWith(".ts") || name.endsWith(".tsx"),
  );
  return files
    .flatMap((file) => [...readFileSync(`${folder}/${file}`, "utf8").matchAll(/^\s*mutation (\w+)/gm)])
    .flatMap(([, name]) => name ?? []);
}

/** A dialog that was opened. */
export interface Found {
  /** How it was reached: the screen, and what was pressed. */
  where: string;
  /** The mutation that it sends; a dialog that shows something sends none. */
  command: string | null;
  wrong: string[];
}

/** After so many frames a press has brought what it brings. */
const FRAMES = 15;

/** Buttons that open nothing: they filter, sort, choose among tabs, or close. */
const OTHER = '[role="search"], [role="columnheader"], [role="tablist"], [role="tab"], [aria-hidden="true"]';

/** Names and numbers vary from thing to thing; what is offered does not. */
const plain = (name: string) => name.replace(/\S*[\d.@-]\S*/g, "#").trim();

interface Button {
  /** What stands above it and what it is called: alike buttons of two cards open two dialogs. */
  name: string;
  /** Which one of those that are called so. */
  nth: number;
  menu: boolean;
}

/** The buttons of the topmost dialog, or of the screen; each is marked with its place in this list. */
async function buttons(page: Page): Promise<Button[]> {
  return await page.evaluate((other) => {
    const dialogs = document.querySelectorAll('[role="dialog"]');
    const scope = dialogs[dialogs.length - 1] ?? document.querySelector("main");
    const shown = [...(scope?.querySelectorAll<HTMLButtonElement>("button") ?? [])].filter(
      (one) => one.checkVisibility() && !one.disabled && one.type !== "submit" && !one.closest(other),
    );
    for (const one of document.querySelectorAll("[data-pressed]")) one.removeAttribute("data-pressed");
    const times = new Map<string, number>();
    return shown.map((one, index) => {
      one.dataset.pressed = String(index);
      const card = one.closest("section:not([role])")?.querySelector("h2")?.textContent;
      const row = one.closest('tr, [role="row"]')?.querySelector('td, [role="cell"]')?.textContent;
      const own = one.getAttribute("aria-label") ?? one.textContent ?? "";
      const name = [card, row, own].filter(Boolean).join(": ");
      const nth = times.get(name) ?? 0;
      times.set(name, nth + 1);
      return { name, nth, menu: one.getAttribute("aria-haspopup") === "menu" };
    });
  }, OTHER);
}

async function dialogsShown(page: Page): Promise<number> {
  return await page.locator('[role="dialog"]').count();
}

/** Presses, and says whether a dialog more is there then. */
async function opens(page: Page, before: number, press: () => Promise<void>): Promise<boolean> {
  await press();
  // By the page's own clock: on a busy machine it is late as well.
  for (let frame = 0; frame < FRAMES; frame += 1) {
    await page.evaluate(() => new Promise((next) => requestAnimationFrame(() => setTimeout(next, 10))));
    if ((await dialogsShown(page)) > before) return true;
  }
  return false;
}

/** What axe says of the topmost dialog, and of the landmarks of the page with it; then it is closed. */
async function look(page: Page, where: string, before: number): Promise<Found> {
  // What it reads first is there.
  await page
    .locator('[role="dialog"] .mantine-Loader-root')
    .first()
    .waitFor({ state: "detached", timeout: 5_000 })
    .catch(() => undefined);
  const command = await page.evaluate(() => {
    const dialogs = document.querySelectorAll('[role="dialog"]');
    return dialogs[dialogs.length - 1]?.closest("[data-command]")?.getAttribute("data-command") ?? null;
  });
  const wrong = [
    ...(await violations(page, where, { parts: '[role="dialog"]' })),
    ...(await violations(page, where, { rules: LANDMARKS })),
  ];
  await page.keyboard.press("Escape");
  await page.waitForFunction(
    (count) => document.querySelectorAll('[role="dialog"]').length <= count,
    before,
    { timeout: 3_000, polling: "raf" },
  );
  return { where, command, wrong };
}

/** A head within a dialog is no banner, and nothing stands outside of the landmarks with it. */
const LANDMARKS = ["landmark-no-duplicate-banner", "landmark-banner-is-top-level", "landmark-unique"];

/** Every dialog of one screen that was not yet met; `met` remembers what was pressed on screens like it. */
export async function dialogsOf(page: Page, path: string, met: Set<string>): Promise<Found[]> {
  const kind = path.replace(/(?<=^\/.+)\/[^/?]+(?=$|\?)/, "/#");
  const found: Found[] = [];
  const begin = () => visit(page, path);
  await begin();
  const before = await dialogsShown(page);
  if (before > 0) found.push({ ...(await standing(page, path)), where: path });
  const all = await buttons(page);
  for (const { name, nth, menu } of all) {
    const key = `${kind} ${plain(name)}`;
    if (!menu && met.has(key)) continue;
    met.add(key);
    const press = async () => {
      // What could not be pressed here is pressed on the next screen like it.
      if (!(await pressed(page, { name, nth, menu }, begin))) met.delete(key);
    };
    const reached = menu
      ? await itemsOf(page, `${path}: ${name}`, kind, before, press, met)
      : (await opens(page, before, press))
        ? [await look(page, `${path}: ${name}`, before)]
        : [];
    found.push(...reached);
    if (new URL(page.url()).pathname !== path.split("?")[0]) await begin();
  }
  return found;
}

/** Presses a button, wherever it is by now; where a former press has taken it away, on the screen shown anew. */
async function pressed(page: Page, button: Button, begin: () => Promise<void>): Promise<boolean> {
  for (let turn = 0; turn < 3; turn += 1) {
    const index = (await buttons(page)).findIndex(
      (one) => one.name === button.name && one.nth === button.nth,
    );
    const click = () => page.locator(`[data-pressed="${index}"]`).click({ timeout: 2_000 });
    const done =
      index >= 0 &&
      (await click().then(
        () => true,
        () => false,
      ));
    if (done) return true;
    await begin();
  }
  return false;
}

/** A panel that the address opens: it stays, for the buttons in it. */
async function standing(page: Page, where: string): Promise<Omit<Found, "where">> {
  return {
    command: null,
    wrong: [
      ...(await violations(page, where, { parts: '[role="dialog"]' })),
      ...(await violations(page, where, { rules: LANDMARKS })),
    ],
  };
}

/** Each item of a menu, one after another. */
async function itemsOf(
  page: Page,
  where: string,
  kind: string,
  before: number,
  press: () => Promise<void>,
  met: Set<string>,
): Promise<Found[]> {
  const found: Found[] = [];
  const items = page.getByRole("menuitem");
  const show = async () => {
    // A press on an open menu closes it.
    for (let turn = 0; turn < 3 && (await items.count()) === 0; turn += 1) {
      await press();
      await items
        .first()
        .waitFor({ timeout: 2_000 })
        .catch(() => undefined);
    }
  };
  await show();
  const names = await items.allTextContents();
  for (const [index, name] of names.entries()) {
    const key = `${kind} ${plain(name)}`;
    if (met.has(key)) continue;
    met.add(key);
    await show();
    const item = () => items.nth(index).click({ timeout: 2_000 });
    if (await opens(page, before, item)) found.push(await look(page, `${where}, ${name}`, before));
  }
  if ((await items.count()) > 0) await page.keyboard.press("Escape");
  return found;
}
