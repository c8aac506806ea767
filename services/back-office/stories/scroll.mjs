// How a list of very many names behaves in a browser: node stories/scroll.mjs path/to/access.json [rows]
//
// Scrolls through the list with the wheel and with the keys, and filters it, while it is watched what holds the page up.
// The demo is filled before by `bench names --data DIR`; PAGES is another address of the pages, such as vite's.

import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const [path, wanted = "20000"] = process.argv.slice(2);
if (!path) {
  console.error("usage: node stories/scroll.mjs path/to/access.json [rows]");
  process.exit(2);
}
const access = JSON.parse(readFileSync(path, "utf8"));
const rows = Number(wanted);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--enable-precise-memory-info"],
});
const context = await browser.newContext({
  baseURL: process.env.PAGES ?? access.http,
  viewport: { width: 1360, height: 860 },
  locale: "en-GB",
});
const page = await context.newPage();
const figures = [];

/** Watches the page: what blocks it for more than 50 ms, and the longest time between two frames. */
async function watch() {
  await page.evaluate(() => {
    window.seen = { tasks: [], gap: 0, frame: performance.now() };
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.seen.tasks.push(entry.duration);
    }).observe({ type: "longtask" });
    const frame = (now) => {
      window.seen.gap = Math.max(window.seen.gap, now - window.seen.frame);
      window.seen.frame = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** The longest that one task held the processor: on a busy machine the clock says more than the page is to blame for. */
async function longestWork(work) {
  await browser.startTracing(page, { categories: ["toplevel"] });
  const waits = await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const mains = traceEvents.filter(
    ({ name, args }) => name === "thread_name" && args.name === "CrRendererMain",
  );
  const main = new Set(mains.map(({ pid, tid }) => `${pid} ${tid}`));
  const tasks = traceEvents.filter(
    ({ name, pid, tid, tdur }) => tdur && name.endsWith("RunTask") && main.has(`${pid} ${tid}`),
  );
  return [
    waits,
    Math.max(0, ...tasks.map(({ tdur }) => tdur / 1000)),
    tasks.filter(({ tdur }) => tdur > 50_000).length,
  ];
}

/** One part of the day's work: what it took, and how the page bore it. */
async function part(name, work) {
  await page.evaluate(() => {
    window.seen.tasks = [];
    window.seen.gap = 0;
    window.seen.frame = performance.now();
  });
  const begun = performance.now();
  const [waits, longest, long] = await longestWork(work);
  const took = performance.now() - begun;
  const found = await page.evaluate(() => ({
    ...window.seen,
    shown: document.querySelectorAll("[data-row]").length,
    memory: performance.memory.usedJSHeapSize / 2 ** 20,
  }));
  figures.push({
    part: name,
    seconds: (took / 1000).toFixed(1),
    "tasks > 50 ms": found.tasks.length,
    "of processor time": long,
    "longest task ms": Math.round(Math.max(0, ...found.tasks)),
    "of processor time ms": Math.round(longest),
    "longest frame ms": Math.round(found.gap),
    "until rows ms": Math.round(median(waits)),
    "worst ms": Math.round(Math.max(0, ...waits)),
    "rows in the DOM": found.shown,
    "heap MiB": Math.round(found.memory),
  });
}

/** The last row that is in the list by now. */
const loaded = () =>
  page.evaluate(() => {
    const table = document.querySelector('[role="table"]');
    const height = table.querySelectorAll('[role="rowgroup"]')[1].getBoundingClientRect().height;
    return Math.round(height / 34);
  });

/** Turns the wheel until so many rows were there; answers what each turn took until rows stood in the window. */
async function wheel(until) {
  const waits = [];
  await page.mouse.move(600, 500);
  for (let there = await loaded(); there < until; there = await loaded()) {
    const begun = performance.now();
    await page.mouse.wheel(0, 3_000);
    await page.evaluate(inSight);
    waits.push(performance.now() - begun);
  }
  return waits;
}

/** Resolves at the frame in which the middle of the window shows a row. */
const inSight = () =>
  new Promise((done) => {
    const look = () => {
      const row = document.elementFromPoint(600, 500)?.closest("[data-row]");
      if (row) done();
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(() => requestAnimationFrame(look));
  });

/** Pages down and up by the keys. */
async function keys(times) {
  const waits = [];
  await page.locator("[data-row]").first().focus();
  for (let turn = 0; turn < times; turn += 1) {
    const begun = performance.now();
    await page.keyboard.press(turn % 5 === 4 ? "PageUp" : "PageDown");
    await page.evaluate(inSight);
    waits.push(performance.now() - begun);
  }
  await page.keyboard.press("Home");
  return waits;
}

/** Types into a filter; answers how long after the last letter the rows are those that it leaves. */
async function filter(label, text, fits) {
  const field = page.getByLabel(label, { exact: true });
  await field.fill("");
  await page.waitForTimeout(600);
  await field.pressSequentially(text, { delay: 60 });
  const begun = performance.now();
  await page.waitForFunction(fits, text, { polling: "raf" });
  return performance.now() - begun;
}

const { login, password } = access.operators.find((one) => one.role === "support");
await page.goto("/domains");
await page.locator('input[autocomplete="username"]').fill(login);
await page.locator('input[autocomplete="current-password"]').fill(password);
await page.keyboard.press("Enter");
await page.locator('[data-row="0"]').waitFor();
await watch();

/** The whole list again. */
async function clear() {
  await page.locator("button", { hasText: "Clear the filters" }).click();
  await page.locator("button", { hasText: "Clear the filters" }).waitFor({ state: "detached" });
  await page.locator('[data-row="20"]').waitFor();
}

const begins = (text) => document.querySelector('[data-row="0"]')?.textContent?.startsWith(text) ?? false;
await part("wheel, the first 5,000 rows", () => wheel(5_000));
await part(`wheel, to ${rows.toLocaleString("en")} rows`, () => wheel(rows));
await part("keys", () => keys(100));
await part("filter by the beginning of a name", async () => {
  const waits = [];
  for (const text of ["looked-up-00", "looked-up-0073", "looked-up-0099999"])
    waits.push(await filter("Name begins with …", text, begins));
  return waits;
});
await clear();
await part("filter by an ending that most have", async () => [
  await filter(
    "Ending",
    "com",
    () => location.search.includes("tld=com") && document.querySelector('[data-row="20"]') !== null,
  ),
]);
await part("back to all of them", async () => {
  const begun = performance.now();
  await clear();
  return [performance.now() - begun];
});
console.table(figures);
await browser.close();
