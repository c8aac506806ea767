import { flag, searched, text } from "@/ui/tools";

export function staff(found: Record<string, unknown>) {
  return searched({
    /** Whose page is open. */
    login: text(found.login),
    /** Those who have left as well. */
    left: flag(found.left),
  });
}

export function profile(found: Record<string, unknown>) {
  return searched({
    text: text(found.text),
  });
}
