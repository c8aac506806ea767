import { oneOf, searched } from "@/ui/tools";
import { kinds } from "./fields";

export function mail(found: Record<string, unknown>) {
  return searched({
    /** What the mail is for. */
    kind: oneOf(kinds, found.kind),
  });
}
