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

/** One of them that still asks: a colleague may have voted for a side meanwhile, and its page then only says so. */
async function asking(kind: string): Promise<string | undefined> {
  for (const link of mailed(kind)) {
    const answer = await fetch(link);
    if (answer.ok && (await answer.text()).includes("<button")) return link;
  }
  return undefined;
}

/** Pages for people who get a mail: on a phone, without scripts. */
describe("the pages behind mailed links", () => {
  test.each([
    ["vote", "light", "fr"],
    ["vote", "dark", "en"],
    ["verify", "light", "en"],
    ["verify", "dark", "fr"],
    ["contact-change", "light", "fr"],
    ["contact-change", "dark", "en"],
  ] as const)("%s, %s, %s", async (kind, colorScheme, language) => {
    const link = await asking(kind);
    expect(link, `a mail with a link /${kind}/ that still asks`).toBeDefined();
    const context = await (await launch()).newContext({
      viewport: { width: 390, height: 844 },
      colorScheme,
    });
    const page = await context.newPage();
    await page.goto(link ?? "");
    // It speaks as the person is written to; the other language is a link away.
    const spoken = page.locator("html");
    if ((await spoken.getAttribute("lang")) !== language)
      await page.locator(`a[hreflang=${language}]`).click();
    expect(await spoken.getAttribute("lang")).toBe(language);
    expect(await page.getByRole("button").count()).toBeGreaterThan(0);
    expect(await page.locator("script").count(), "no script is needed, and none is there").toBe(0);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wide, "it fits a phone").toBeLessThanOrEqual(0);
    await accessible(page, `${kind}, ${colorScheme}, ${language}`);
    await context.close();
  });
});
