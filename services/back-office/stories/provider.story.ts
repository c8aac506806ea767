import { afterAll, expect, test } from "vitest";
import { access, accessible, open, quiet, settled, shut } from "./office";

afterAll(shut);

/** By hand at the provider's own page, which asks for whoever one is. */
async function vouched(page: Awaited<ReturnType<typeof open>>["page"], login: string): Promise<void> {
  await page.getByRole("link", { name: /Company account/ }).click();
  await page.locator('input[name="login"]').fill(login);
  await page.locator('input[name="password"]').fill("whatever");
  await page.getByRole("button").click();
  await page.waitForURL(`${access().http}/**`);
}

test.each([
  ["light", "en"],
  ["dark", "fr"],
] as const)(
  "a company account opens what was open; a stranger's is refused (%s, %s)",
  async (scheme, language) => {
    const { context, page } = await open({ scheme, language });
    // The provider's own page asks the world for a typeface.
    await page.route(/^https:/, (route) => route.fulfill({ contentType: "text/css", body: "" }));
    await page.goto("/domains?text=maison");
    const button = page.getByRole("link", { name: /Company account/ });
    await button.waitFor();
    await accessible(page, "sign-in with a provider");
    await vouched(page, "stranger");
    await page.getByRole("alert").waitFor();
    expect(new URL(page.url()).search, "the address does not say it again").toBe("");
    await accessible(page, "a refusal by the provider");
    await context.clearCookies();

    await page.goto("/domains?text=maison");
    await vouched(page, "support");
    await page.getByRole("navigation").first().waitFor();
    await settled(page);
    expect(new URL(page.url()).pathname).toBe("/domains");
    quiet(page, "coming back");
    await context.close();
  },
);
