import { describe, expect, test } from "vitest";
import { refusedBy, remember, remembered } from "./vouched";

function at(address: string): Location {
  return new URL(address, "https://office.registrar.test") as unknown as Location;
}

function storage(): Storage {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  } as unknown as Storage;
}

describe("the way to a provider and back", () => {
  test("a refusal is said once, and what else stands in the address stays", () => {
    const left: string[] = [];
    const history = {
      state: null,
      replaceState: (_state: unknown, _title: string, address: string) => left.push(address),
    } as unknown as History;
    expect(refusedBy(at("/?refused=UNKNOWN"), history)).toBe("UNKNOWN");
    expect(refusedBy(at("/domains?state=active&refused=%3Cb%3E"), history)).toBe("UNTRUE");
    expect(refusedBy(at("/domains?state=active"), history)).toBeNull();
    expect(left).toEqual(["/", "/domains?state=active"]);
  });

  test("what was open is opened again, once, and only here", () => {
    const kept = storage();
    remember(at("/domains/a.com?tab=history#x"), kept);
    expect(remembered(at("/"), kept)).toBe("/domains/a.com?tab=history#x");
    expect(remembered(at("/"), kept)).toBeNull();
    remember(at("/domains"), kept);
    expect(remembered(at("/contacts"), kept), "somebody went elsewhere meanwhile").toBeNull();
    for (const foreign of ["https://evil.test/", "//evil.test/", "/\\evil.test/", "javascript:alert(1)"]) {
      kept.setItem("open-before-sign-in", foreign);
      expect(remembered(at("/"), kept), foreign).toBeNull();
    }
  });
});
