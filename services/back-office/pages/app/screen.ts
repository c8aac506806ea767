import { lazyRouteComponent } from "@tanstack/react-router";
import type { FlatNamespace } from "i18next";
import { spoken } from "./words";

/** The screen of a route, with its words: it opens when both are there, and comes whole when its link is looked at. */
export function screen<Found extends Record<string, unknown>, Name extends keyof Found>(
  load: () => Promise<Found>,
  name: Name,
  ...words: FlatNamespace[]
) {
  return lazyRouteComponent(() => spoken(load, ...words), name);
}
