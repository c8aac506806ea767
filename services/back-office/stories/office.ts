/** A browser at the demo's pages, signed in as one of its operators. */
import { readFileSync } from "node:fs";
import axe from "axe-core";
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

let browser: Promise<Browser> | undefined;

export function launch(): Promise<Browser> {
  browser ??= chromium.launch({
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
  const running = await browser;
  browser = undefined;
  await running?.close();
}

/** How many questions are not yet answered. */
const asking = new WeakMap<Page, Set<unknown>>();

/** What the browser complained of: nothing is expected. */
const complaints = new WeakMap<Page, string[]>();

export async function open(
  options: {
    scheme?: Scheme;
    language?: "en" | "fr";
    width?: number;
    /** Without ways in and out. */
    calm?: boolean;
  } = {},
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await (await launch()).newContext({
    baseURL: access().http,
    viewport: { width: options.width ?? 1360, height: 860 },
    colorScheme: options.scheme ?? "light",
    reducedMotion: options.calm ? "reduce" : "no-preference",
    locale: options.language === "fr" ? "fr-FR" : "en-GB",
  });
  const page = await context.newPage();
  const said: string[] = [];
  complaints.set(page, said);
  page.on("console", (message) => {
    if (message.type() === "error") said.push(message.text());
  });
  const open = new Set<unknown>();
  asking.set(page, open);
  page.on("request", (request) => {
    if (request.url().endsWith("/graphql")) open.add(request);
  });
  for (const end of ["requestfinished", "requestfailed"] as const)
    page.on(end as "requestfinished", (request) => open.delete(request));
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
  // A screen that was just put there asks when it comes to it: on a busy machine that may be a while.
  await page.evaluate(() => new Promise((idle) => requestIdleCallback(idle, { timeout: 5_000 })));
  // Twice nothing: one answer may lead to the next question.
  for (let quiet = 0, begun = performance.now(); quiet < 2; await page.waitForTimeout(15)) {
    quiet = (asking.get(page)?.size ?? 0) > 0 ? 0 : quiet + 1;
    if (performance.now() - begun > 15_000) throw new Error(`${page.url()} still asks after 15 s`);
  }
  await page.waitForFunction(
    () =>
      document.querySelector(
        '[aria-busy="true"], .mantine-Loader-root, .mantine-Skeleton-root[data-visible]',
      ) === null,
    undefined,
    { timeout: 15_000 },
  );
}

/** Goes to another screen as a link does: nothing is loaded twice. */
export async function visit(page: Page, path: string): Promise<void> {
  await page.evaluate(async (href) => {
    interface Router {
      navigate: (to: { href: string }) => Promise<void>;
      state: { status: string; location: { href: string }; resolvedLocation?: { href: string } };
    }
    const router = (window as unknown as { __TSR_ROUTER__: Router }).__TSR_ROUTER__;
    await router.navigate({ href });
    // It has come there once what it shows is rendered.
    const there = () =>
      router.state.status === "idle" && router.state.resolvedLocation?.href === router.state.location.href;
    do await new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
    while (!there());
  }, path);
  await settled(page);
}

/** From now on, notes where the frame stands without a screen: React keeps what stands in for one for 300 ms. */
export async function watchScreens(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const bare = new Set<string>();
    Object.assign(window, { bare });
    new MutationObserver(() => {
      const content = document.querySelector("#content");
      if (content && ![...content.children].some((one) => one.checkVisibility())) bare.add(location.pathname);
    }).observe(document, { subtree: true, childList: true, attributes: true });
  });
}

/** Where that was, since the page was loaded. */
export function bareScreens(page: Page): Promise<string[]> {
  return page.evaluate(() => [...(window as unknown as { bare: Set<string> }).bare]);
}

/** What counts: WCAG 2.2 AA, and what is good practice beside it. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/**
 * What is wrong on a page, in the parts of it that a selector names, or by these rules alone. Axe runs in the page itself, which has no frames:
 * its usual way through another page takes five times as long.
 */
export async function violations(
  page: Page,
  where: string,
  only: { parts?: string; rules?: readonly string[] } = {},
): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const found = await page.evaluate(
    async ([selector, runOnly]) => {
      const options = { runOnly: [...runOnly], resultTypes: ["violations" as const] };
      const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(selector, options);
      return violations.map(({ id, help, nodes }) => ({
        rule: `${id}: ${help}`,
        places: nodes.map((node) => `${node.target} ${node.failureSummary}`).join(" | "),
      }));
    },
    [only.parts ?? "html", only.rules ?? RULES] as const,
  );
  return found.map(({ rule, places }) => `${where}: ${rule} at ${places}`);
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
