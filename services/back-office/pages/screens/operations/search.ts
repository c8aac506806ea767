import { searched, text } from "@/ui/tools";

export function pending(found: Record<string, unknown>) {
  return searched({
    text: text(found.text),
  });
}

export function list(found: Record<string, unknown>) {
  return searched({
    text: text(found.text),
  });
}

export function operation(found: Record<string, unknown>) {
  return searched({
    text: text(found.text),
  });
}
