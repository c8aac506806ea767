import { searched, text } from "@/ui/tools";

export function ledger(found: Record<string, unknown>) {
  return searched({
    text: text(found.text),
  });
}

export function trial(found: Record<string, unknown>) {
  return searched({
    text: text(found.text),
  });
}

export function adjustments(found: Record<string, unknown>) {
  return searched({
    text: text(found.text),
  });
}
