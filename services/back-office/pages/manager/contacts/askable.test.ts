import { expect, test } from "vitest";
import { askable } from "./askable";

test("a handle is looked for by its beginning, an address only in whole", () => {
  for (const text of ["", "PD", "pd86-free", "a@b.test", "anne.martin@mail.buyers.test"]) {
    expect(askable(text), text).toBe(true);
  }
  for (const text of ["@", "anne@", "anne@buyers", "anne@buyers.", "anne@@buyers.test", "an ne@b.test"]) {
    expect(askable(text), text).toBe(false);
  }
});
