import { searched, text } from "@/ui/tools";

export function audit(found: Record<string, unknown>) {
  return searched({
    text: text(found.text),
    correlation: text(found.correlation),
  });
}
