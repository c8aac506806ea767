// Takes a picture of a page as somebody signed in sees it: node stories/look.mjs /domains out.png [light|dark] [width] [fr]
import { chromium } from "playwright-core";

const [path = "/", out = "/tmp/look.png", scheme = "light", width = "1360", language = "en"] =
  process.argv.slice(2);
const base = process.env.PAGES ?? "http://127.0.0.1:5173";
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
  ],
});
const page = await browser.newPage({
  viewport: { width: Number(width), height: 860 },
  colorScheme: scheme,
  locale: language,
});
page.on(
  "console",
  (message) => ["error", "warning"].includes(message.type()) && console.log(message.type(), message.text()),
);
page.on("pageerror", (error) => console.log("error", error.message));
await page.goto(base + path);
await page.waitForLoadState("networkidle").catch(() => undefined);
await page.waitForTimeout(700);
await page.screenshot({ path: out });
console.log(await page.title());
await browser.close();
