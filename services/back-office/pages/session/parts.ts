import { spoken } from "@/app/words";

/** The way in, and the pages behind it. Each comes by itself: nobody needs them all. */
export const parts = {
  signIn: () => spoken(() => import("./sign-in"), "sign-in").then((found) => found.SignIn),
  staff: () => spoken(() => import("@/app/office")).then((found) => found.Office),
  account: () => spoken(() => import("@/manager/manager"), "manager").then((found) => found.Manager),
};

export type Pages = "staff" | "account";

const KEPT = "registrar.pages";

export function keepPages(shown: Pages): void {
  localStorage.setItem(KEPT, shown);
}

function kept(): Pages | null {
  const shown = localStorage.getItem(KEPT);
  return shown === "staff" || shown === "account" ? shown : null;
}

function begin(part: keyof typeof parts): void {
  // What does not come is said where it is shown.
  parts[part]().catch(() => undefined);
}

/** Before anybody knows who asks: the pages that this browser showed last, or the way in. */
export function foresee(): void {
  begin(kept() ?? "signIn");
}

/** While somebody signs in: the pages that this browser showed last, or those of the address. */
export function foreseePages(): void {
  begin(kept() ?? (/^\/manager\b/.test(window.location.pathname) ? "account" : "staff"));
}
