import { readdirSync, readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { access, accessible, launch, shut } from "./office";

afterAll(shut);

/** The links of one kind that were mailed, from quoted-printable texts. */
function mailed(kind: string): string[] {
  const folder = access().outbox;
  const found = new Set<string>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".eml"))) {
    const text = readFileSync(`${folder}/${file}`, "utf8")
      .replace(/=\r?\n/g, "")
      .replaceAll("=3D", "=");
    for (const [link] of text.matchAll(new RegExp(`${access().http}/${kind}/[A-Za-z0-9-]+`, "g")))
      found.add(link);
  }
  return [...found];
}

/** Pages for people who get a mail: on a phone, without scripts. */
describe("the pages behind mailed links", () => {
  test.each([
    ["vote", "light", "fr-FR"],
    ["vote", "dark", "en-GB"],
    ["verify", "light", "en-GB"],
    ["verify", "dark", "fr-FR"],
  ] as const)("%s, %s, %s", async (kind, colorScheme, locale) => {
    const [link] = mailed(kind);
    expect(link, `a mail with a link /${kind}/`).toBeDefined();
    const context = await (await launch()).newContext({
      viewport: { width: 390, height: 844 },
      colorScheme,
      locale,
    });
    const page = await context.newPage();
    await page.goto(link ?? "");
    expect(await page.getByRole("button").count()).toBeGreaterThan(0);
    expect(await page.locator("script").count(), "no script is needed, and none is there").toBe(0);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wide, "it fits a phone").toBeLessThanOrEqual(0);
    await accessible(page, `${kind}, ${colorScheme}, ${locale}`);
    await context.close();
  });
});
