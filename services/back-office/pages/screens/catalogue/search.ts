import { dayOf } from "@/ui/days";
import { oneOf, searched, text } from "@/ui/tools";

export const groups = ["gtld", "ntld", "cctld-eu", "cctld-fr", "cctld"] as const;

export function list(found: Record<string, unknown>) {
  return searched({
    /** The beginning of the ending. */
    text: text(found.text),
    group: oneOf(groups, found.group),
    registry: text(found.registry),
    /** The day whose rules are shown; today where absent. */
    on: dayOf(found.on),
  });
}

export function tld(found: Record<string, unknown>) {
  return searched({ on: dayOf(found.on) });
}

export function registries(_: Record<string, unknown>) {
  return searched({});
}
