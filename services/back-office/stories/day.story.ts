import { afterAll, describe, expect, test } from "vitest";
import { accessible, graphql, open, quiet, settled, shut, signIn, violations } from "./office";
import { totp } from "./totp";

afterAll(shut);

describe("support", () => {
  test("answers why a name cannot be transferred, from the keyboard", async () => {
    const { context, page } = await open();
    const found = await graphql<{
      domains: { nodes: { name: string; locks: { lifts: string | null }[] }[] };
    }>("support", "{ domains(first: 100) { nodes { name locks { lifts } } } }");
    const until = (domain: { locks: { lifts: string | null }[] }) => domain.locks[0]?.lifts ?? "";
    const [locked] = found.domains.nodes.toSorted((a, b) => until(b).localeCompare(until(a)));
    expect(locked && until(locked), "the day has a young name").toBeTruthy();
    await signIn(page, "support");
    await settled(page);
    await page.keyboard.press("Control+k");
    await page.getByRole("textbox", { name: "Search or jump to" }).fill(locked?.name ?? "");
    await page
      .locator(".mantine-Spotlight-action")
      .filter({ hasText: locked?.name ?? "" })
      .first()
      .waitFor();
    expect(await violations(page, "the palette", { parts: "[role=dialog]" })).toEqual([]);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: locked?.name ?? "" }).waitFor();
    const answer = page
      .getByRole("heading", { name: "What can be done now?" })
      .locator("xpath=ancestor::section");
    await expect.poll(() => answer.textContent()).toContain("Transfer to another registrar – no");
    expect(await answer.textContent()).toMatch(/Locked until \d{4}-\d\d-\d\d/);
    await page.getByRole("tab", { name: "History" }).click();
    await page.getByRole("button", { name: /field/ }).first().click();
    await page.getByRole("columnheader", { name: "Before" }).first().waitFor();
    quiet(page, "a name's history");
    await context.close();
  });

  test("votes for a side with a reason and a document, and the vote is shown as theirs", async () => {
    const { context, page } = await open();
    const open_ = await graphql<{
      trades: { nodes: { number: number; sides: { side: string; vote: string | null }[] }[] };
    }>("support", "{ trades(open: true, first: 20) { nodes { number sides { side vote } } } }");
    const trade = open_.trades.nodes.find((one) => one.sides.some((side) => side.vote === null));
    expect(trade, "the day has an open trade").toBeDefined();
    await signIn(page, "support", `/votes/trade/${trade?.number}`);
    await settled(page);
    await page
      .getByRole("button", { name: /Vote for this side/ })
      .first()
      .click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Refuse", { exact: true }).first().click();
    await dialog
      .getByRole("textbox", { name: /Reason/ })
      .fill("the owner has called, and did not ask for it");
    const chosen = dialog.locator('input[type="file"]');
    const text = (name: string, text: string) => ({
      name,
      mimeType: "application/pdf",
      buffer: Buffer.from(text),
    });
    await chosen.setInputFiles(text("letter.pdf", "<html>no letter</html>"));
    await dialog.getByText("a PDF, a JPEG or a PNG is expected").waitFor();
    const letter = "%PDF-1.7\nThe owner's letter\n%%EOF\n";
    await chosen.setInputFiles(text("letter.pdf", letter));
    await dialog.getByText("SHA-256:").waitFor();
    await accessible(page, "the dialog of a vote");
    await dialog.getByRole("button", { name: "Cast the refusal" }).click();
    await dialog.waitFor({ state: "hidden" });
    await expect
      .poll(() => page.locator("main").textContent())
      .toContain("the owner has called, and did not ask for it");
    const kept = page.getByRole("link", { name: "download it" });
    const given = await page.request.get((await kept.first().getAttribute("href")) ?? "");
    expect([given.status(), await given.text()]).toEqual([200, letter]);
    const after = await graphql<{ trade: { state: string; sides: { votedBy: string | null }[] } }>(
      "support",
      "query($n: Int!) { trade(number: $n) { state sides { votedBy } } }",
      { n: trade?.number },
    );
    expect(after.trade.sides.some((side) => side.votedBy?.includes("support"))).toBe(true);
    expect(after.trade.state).toBe("Refused");
    await context.close();
  });

  test("is shown nothing that it may not do", async () => {
    const { context, page } = await open();
    await signIn(page, "support", "/adjustments");
    await settled(page);
    expect(await page.getByRole("button", { name: /Approve/ }).count()).toBe(0);
    expect(await page.getByRole("link", { name: "Staff" }).count()).toBe(0);
    await context.close();
  });
});

describe("finance", () => {
  test("follows points from the statement to the operation behind them", async () => {
    const { context, page } = await open();
    await signIn(page, "finance", "/ledger?account=13490");
    await settled(page);
    await page.getByRole("row").nth(1).waitFor();
    await page.locator('a[href^="/operations/"]').first().click();
    await page.waitForURL(/\/operations\/\d+/);
    await page
      .getByText(/^Operation \d+/)
      .first()
      .waitFor();
    quiet(page, "from the ledger to an operation");
    await context.close();
  });

  test("cannot approve what it has proposed, and is told who can", async () => {
    const { context, page } = await open();
    await signIn(page, "finance", "/adjustments");
    await settled(page);
    await expect
      .poll(() => page.locator("main").textContent())
      .toMatch(/somebody else of finance has to approve/);
    await context.close();
  });
});

describe("a list narrowed", () => {
  test("to an account by its nichandle or its number, and to days that the address keeps", async () => {
    const { context, page } = await open();
    await signIn(page, "finance", "/invoices");
    await settled(page);
    const account = page.getByRole("combobox", { name: "Account" });
    await account.fill("ko225");
    await page.getByRole("option", { name: "ko225-ovh · 13491 · XOF" }).click();
    await page.waitForURL(/account=13491/);
    await account.fill("13490");
    await page.getByRole("option", { name: "ve174-ovh · 13490 · EUR" }).click();
    await page.waitForURL(/account=13490/);
    await page.reload();
    await expect.poll(() => account.inputValue()).toBe("ve174-ovh · 13490 · EUR");
    await account.click();
    await page.getByRole("option", { name: "ve174-ovh · 13490 · EUR" }).click();
    await page.waitForURL((url) => !url.searchParams.has("account"));

    await page.goto("/operations");
    await settled(page);
    await page.getByLabel("To", { exact: true }).fill("2024-01-31");
    await page.waitForURL(/to=2024-01-31/);
    await page.getByText("Nothing matches these filters").waitFor();
    quiet(page, "narrowed lists");
    await context.close();
  });
});

describe("a viewer", () => {
  test("sees persons redacted and no command", async () => {
    const { context, page } = await open();
    const { domains } = await graphql<{ domains: { nodes: { name: string; owner: number }[] } }>(
      "viewer",
      "{ domains(first: 1) { nodes { name owner } } }",
    );
    await signIn(page, "viewer", `/contacts/${domains.nodes[0]?.owner}`);
    await settled(page);
    await expect.poll(() => page.locator("main").textContent()).toContain("not shown to your role");
    await page.goto(`/domains/${domains.nodes[0]?.name}`);
    await settled(page);
    for (const name of ["Renew", "Change", "More"]) {
      expect(await page.getByRole("button", { name, exact: true }).count(), name).toBe(0);
    }
    await context.close();
  });
});

describe("an auditor", () => {
  test("filters the feed by the address, and has a stream verified", async () => {
    const { context, page } = await open();
    await signIn(page, "auditor", "/audit?kind=Registered");
    await settled(page);
    await page.getByRole("row").nth(1).waitFor();
    expect(await page.getByRole("row").nth(1).textContent()).toContain("Registered");
    const { domains } = await graphql<{ domains: { nodes: { name: string }[] } }>(
      "auditor",
      "{ domains(first: 1) { nodes { name } } }",
    );
    await page.goto(`/audit?view=verify&stream=domain/${domains.nodes[0]?.name}`);
    await settled(page);
    const verify = page.getByRole("button", { name: "Verify", exact: true });
    if (await verify.count()) await verify.first().click();
    await expect.poll(() => page.locator("main").textContent()).toContain("Everything fits");
    await context.close();
  });
});

describe("what others do", () => {
  test("is shown without a reload, in the feed and on the page of the thing", async () => {
    const { context, page } = await open();
    await signIn(page, "auditor", "/audit?stream=account/13490");
    await settled(page);
    const beside = await context.newPage();
    await beside.goto("/accounts/13490");
    await beside.getByRole("heading", { level: 1 }).first().waitFor();
    // Until both listen: a subscription is open a moment after its page.
    await page.waitForTimeout(1_500);
    await graphql(
      "support",
      "mutation($i: SuspendInput!) { suspendAccount(input: $i) { userErrors { code } } }",
      { i: { account: 13490, reason: "the holder has asked for a pause by telephone" } },
    );
    await expect
      .poll(() => page.getByRole("row").nth(1).textContent(), { timeout: 15_000 })
      .toContain("Suspended");
    await expect
      .poll(() => beside.locator("main").textContent(), { timeout: 15_000 })
      .toContain("the holder has asked for a pause by telephone");
    await graphql(
      "support",
      "mutation($i: AccountInput!) { resumeAccount(input: $i) { userErrors { code } } }",
      {
        i: { account: 13490 },
      },
    );
    await context.close();
  });
});

describe("an admin", () => {
  test("sets up a second factor, signs in with it, and ends the other session", {
    timeout: 150_000,
  }, async () => {
    const login = "night.shift";
    const password = "eleven-lamps-in-the-hall";
    await graphql(
      "admin",
      "mutation($i: EnrolOperatorInput!) { enrolOperator(input: $i) { userErrors { code } } }",
      {
        i: { login, role: "support", password },
      },
    );
    const enter = async (page: import("playwright-core").Page) => {
      await page.goto("/profile");
      await page.locator('input[autocomplete="username"]').fill(login);
      await page.locator('input[autocomplete="current-password"]').fill(password);
      await page.keyboard.press("Enter");
    };
    const first = await open();
    await enter(first.page);
    await first.page.getByRole("button", { name: "Set it up" }).click();
    const secret = (await first.page.locator(".mantine-Code-root").first().textContent()) ?? "";
    await accessible(first.page, "setting up a second factor");
    await first.page.getByLabel("Code of your authenticator").fill(totp(secret));
    await first.page.getByRole("button", { name: "Confirm" }).click();
    await first.page.getByText("They are not shown again").waitFor();
    const recovery = (await first.page.locator(".mantine-Code-root").first().textContent()) ?? "";

    const second = await open();
    await enter(second.page);
    await second.page.getByRole("heading", { name: "Second factor" }).waitFor();
    await second.page.getByRole("button", { name: "Use a recovery code instead" }).click();
    await second.page.getByLabel("Recovery code").fill(recovery.trim());
    await second.page.keyboard.press("Enter");
    await second.page.getByRole("heading", { level: 1, name: "Your sign-in" }).waitFor();

    const other = second.page
      .getByRole("row")
      .filter({ hasNotText: "this one" })
      .filter({ has: second.page.getByRole("button") });
    await other.first().getByRole("button", { name: "End" }).click();
    await second.page.getByRole("dialog").getByRole("button", { name: "End" }).click();
    await second.page.getByRole("dialog").waitFor({ state: "hidden" });
    await first.page.reload();
    await first.page.locator('input[autocomplete="username"]').waitFor();
    await first.context.close();
    await second.context.close();
  });
});

describe("the keyboard", () => {
  test("goes to a place, through a list, and into a line of it", async () => {
    const { context, page } = await open();
    await signIn(page, "support");
    await settled(page);
    await page.keyboard.press("g");
    await page.keyboard.press("d");
    await page.waitForURL(/\/domains/);
    await settled(page);
    await page.locator('[data-row="0"]').waitFor();
    await page.locator('[data-row="0"]').focus();
    await page.keyboard.press("ArrowDown");
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("data-row"))).toBe("1");
    const name = await page.locator('[data-row="1"] a').first().textContent();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: name ?? "" }).waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    await page.keyboard.press("Escape");
    await context.close();
  });

  test("a filter lives in the address", async () => {
    const { context, page } = await open();
    await signIn(page, "support", "/domains");
    await settled(page);
    await page.keyboard.press("/");
    await page.keyboard.type("maison");
    await page.waitForURL(/text=maison/);
    await expect.poll(() => page.locator('[data-row="0"]').textContent()).toContain("maison");
    await page.goBack().catch(() => undefined);
    await context.close();
  });
});
