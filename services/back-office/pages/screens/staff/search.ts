import { searched, text } from "@/ui/tools";

export function staff(found: Record<string, unknown>) {
  return searched({
    text: text(found.text),
  });
}

export function profile(found: Record<string, unknown>) {
  return searched({
    text: text(found.text),
  });
}
