import { searched, text } from "@/ui/tools";

export function list(found: Record<string, unknown>) {
  return searched({
    text: text(found.text),
  });
}

export function account(found: Record<string, unknown>) {
  return searched({
    text: text(found.text),
  });
}
