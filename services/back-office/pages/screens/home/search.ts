import { searched, text } from "@/ui/tools";

export function home(found: Record<string, unknown>) {
  return searched({
    text: text(found.text),
  });
}
