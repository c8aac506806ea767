import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  defaultStringifySearch,
} from "@tanstack/react-router";
import { expect, test } from "vitest";
import { hrefOf } from "./href";

const root = createRootRoute();
const router = createRouter({
  routeTree: root.addChildren(
    ["/audit", "/domains/$name", "/votes/$kind/$number"].map((path) =>
      createRoute({ getParentRoute: () => root, path }),
    ),
  ),
  history: createMemoryHistory(),
});

const places: [string, Record<string, string> | undefined, object | undefined][] = [
  ["/audit", undefined, undefined],
  ["/audit", undefined, { stream: "domain/été.fr", show: undefined, number: 3, kept: true, text: "12" }],
  ["/domains/$name", { name: "exemple.fr" }, {}],
  ["/domains/$name", { name: "a b/c?d#e%20é@f" }, {}],
  ["/votes/$kind/$number", { kind: "contact-change", number: "7" }, { tab: "history" }],
];

test.each(places)("the address of %s is the router's", (to, params, search) => {
  const { href } = router.buildLocation({ to, params, search } as never);
  expect(hrefOf(to, params, search, defaultStringifySearch)).toBe(href);
});
