/** A reseller at its pages, signed in as a person does. */
import type { Page } from "playwright-core";
import { access, enter } from "./office";

/** The reseller of Dakar: its day has orders, an invoice, names. */
export const DAKAR = 13491;

export function reseller(account: number) {
  const found = access().resellers.find((one) => one.dist_id === account);
  if (!found) throw new Error(`the demo has no reseller ${account}`);
  return found;
}

export async function signInAs(page: Page, account: number, path = "/manager"): Promise<void> {
  await enter(page, { login: String(account), password: reseller(account).password }, path);
}

/** What is asked of the door of resellers, with the browser's own session. */
export async function ask<Data>(page: Page, query: string): Promise<Data> {
  const answer = await page.context().request.post("/graphql/reseller", { data: { query } });
  const body = (await answer.json()) as { data?: Data; errors?: { message: string }[] };
  if (!body.data) throw new Error(body.errors?.map((error) => error.message).join("; ") ?? "no data");
  return body.data;
}
