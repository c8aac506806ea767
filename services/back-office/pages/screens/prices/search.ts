import { dayOf } from "@/ui/days";
import { flag, oneOf, searched, text } from "@/ui/tools";

export const kinds = ["names", "products"] as const;
export const shows = ["promotions", "losses"] as const;

export function prices(found: Record<string, unknown>) {
  return searched({
    class: text(found.class),
    currency: text(found.currency),
    /** The day whose prices are shown; today where absent. */
    on: dayOf(found.on),
    kind: oneOf(kinds, found.kind),
    /** The beginning of the ending. */
    text: text(found.text),
    show: oneOf(shows, found.show),
    /** Registry fees and margins beside the prices. */
    fees: flag(found.fees),
    /** The price that is looked at: `com create`, `hosting.720plan`. */
    item: text(found.item),
  });
}
