import { searched, text } from "@/ui/tools";

export function prices(found: Record<string, unknown>) {
  return searched({
    text: text(found.text),
  });
}
