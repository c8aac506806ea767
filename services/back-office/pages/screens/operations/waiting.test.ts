import { expect, test } from "vitest";
import { detailOf, partyOf } from "./waiting";

test("whom an operation waits for", () => {
  const words = ["registry sandbox", "vote of new-owner", "other registrar", "customer", "registrar"];
  expect(words.map(partyOf)).toEqual(["registry", "voters", "other-registrar", "customer", "us"]);
  expect(words.map(detailOf)).toEqual(["sandbox", "new-owner", undefined, undefined, undefined]);
});
