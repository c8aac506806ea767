/** A browser at the demo's pages, signed in as one of its operators. */
import { readFileSync } from "node:fs";
import AxeBuilder from "@axe-core/playwright";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { expect } from "vitest";

export interface Access {
  http: string;
  graphql: string;
  outbox: string;
  clock: string[];
  operators: { login: string; password: string; role: string; token: string }[];
  resellers: { dist_id: number; nichandle: string; currency: string; password: string }[];
}

export type Role = "admin" | "support" | "finance" | "viewer" | "auditor";
export type Scheme = "light" | "dark";

export function access(): Access {
  const path = process.env.REGISTRAR_ACCESS;
  if (!path) throw new Error("REGISTRAR_ACCESS: the access.json of a running demo is needed");
  return JSON.parse(readFileSync(path, "utf8")) as Access;
}

let browser: Browser | undefined;

export async function launch(): Promise<Browser> {
  browser ??= await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
    ],
  });
  return browser;
}

export async function shut(): Promise<void> {
  await browser?.close();
  browser = undefined;
}

/** What the browser complained of: nothing is expected. */
const complaints = new WeakMap<Page, string[]>();

export async function open(
  options: { scheme?: Scheme; language?: "en" | "fr"; width?: number } = {},
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await (await launch()).newContext({
    baseURL: access().http,
    viewport: { width: options.width ?? 1360, height: 860 },
    colorScheme: options.scheme ?? "light",
    locale: options.language === "fr" ? "fr-FR" : "en-GB",
  });
  const page = await context.newPage();
  const said: string[] = [];
  complaints.set(page, said);
  page.on("console", (message) => {
    if (message.type() === "error") said.push(message.text());
  });
  page.on("pageerror", (error) => said.push(error.message));
  return { context, page };
}

export function operator(role: Role): Access["operators"][number] {
  const found = access().operators.find((one) => one.role === role);
  if (!found) throw new Error(`the demo has no operator with the role ${role}`);
  return found;
}

/** As an operator with this role. */
export async function signIn(page: Page, role: Role, path = "/"): Promise<void> {
  await enter(page, operator(role), path);
}

/** Through the form, as a person does. */
export async function enter(
  page: Page,
  { login, password }: { login: string; password: string },
  path: string,
): Promise<void> {
  await page.goto(path);
  await page.locator('input[autocomplete="username"]').fill(login);
  await page.locator('input[autocomplete="current-password"]').fill(password);
  await page.keyboard.press("Enter");
  await page.getByRole("navigation").first().waitFor();
}

/** Until what was asked for is there, and nothing moves. */
export async function settled(page: Page): Promise<void> {
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  await page.waitForFunction(
    () =>
      document.querySelector(
        '[aria-busy="true"], .mantine-Loader-root, .mantine-Skeleton-root[data-visible]',
      ) === null,
    undefined,
    { timeout: 15_000 },
  );
}

/** What is wrong by WCAG 2.2 AA and by what is good practice beside it. */
export async function violations(page: Page, where: string): Promise<string[]> {
  const found = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    // The head of a dialog is a header element, and no banner.
    .disableRules(["landmark-no-duplicate-banner", "landmark-banner-is-top-level", "landmark-unique"])
    .analyze();
  return found.violations.map(({ id, help, nodes }) => {
    const places = nodes.map((node) => `${node.target} ${node.failureSummary}`).join(" | ");
    return `${where}: ${id}: ${help} at ${places}`;
  });
}

export async function accessible(page: Page, where: string): Promise<void> {
  expect(await violations(page, where)).toEqual([]);
}

export function quiet(page: Page, where: string): void {
  expect(complaints.get(page) ?? [], `the console at ${where}`).toEqual([]);
}

export async function graphql<Data>(
  role: Role,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Data> {
  const answer = await fetch(access().graphql, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${operator(role).token}` },
    body: JSON.stringify({ query, variables }),
  });
  const body = (await answer.json()) as { data?: Data; errors?: { message: string }[] };
  if (!body.data || body.errors?.length)
    throw new Error(body.errors?.map((error) => error.message).join("; ") ?? "no data");
  return body.data;
}
