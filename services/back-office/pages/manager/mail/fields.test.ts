import { expect, test } from "vitest";
import { linesOf, partsOf } from "./fields";

const none = new Set<never>();

test("a renewal says its name and nothing of persons", () => {
  const typed = {
    "order.domain.name": " ovh.com ",
    "contact.owner.id": "ve174-ovh",
    "batch.referer": "ref-1",
  };
  expect(linesOf("renew", typed, none)).toEqual([
    { key: "batch.type", value: "orderDomain" },
    { key: "order.domain.command", value: "renew" },
    { key: "batch.referer", value: "ref-1" },
    { key: "order.domain.name", value: "ovh.com" },
  ]);
});

test("a person is named by a handle, or by what is known of them, and never by both", () => {
  const typed = {
    "contact.owner.id": "ve174-ovh",
    "contact.owner.name": "Sarr",
    "contact.tech.id": "ve174-ovh",
  };
  const keys = (anew: ReadonlySet<"owner">) => linesOf("create", typed, anew).map((line) => line.key);
  expect(keys(new Set())).toContain("contact.owner.id");
  expect(keys(new Set())).not.toContain("contact.owner.name");
  expect(keys(new Set(["owner"]))).toContain("contact.owner.name");
  expect(keys(new Set(["owner"]))).not.toContain("contact.owner.id");
  expect(keys(new Set(["owner"]))).toContain("contact.tech.id");
});

test("each server that is filled in asks for one more, up to what the paper has", () => {
  const servers = (typed: Record<string, string>) =>
    partsOf("create", typed)
      .flatMap((part) => part.fields)
      .filter((field) => /dns\.(master|slave)/.test(field.key)).length;
  expect(servers({})).toBe(1);
  expect(servers({ "option.dns.master": "ns1.test" })).toBe(2);
  const all = Object.fromEntries([1, 2, 3, 4, 5].map((number) => [`option.dns.slave${number}`, "ns.test"]));
  expect(servers({ "option.dns.master": "ns1.test", ...all })).toBe(6);
});

test("what identified the owner before is not said of another method", () => {
  const typed = { "option.identification.method": "siren", "option.identification.birthCity": "Roubaix" };
  expect(linesOf("create", typed, none).map((line) => line.key)).not.toContain(
    "option.identification.birthCity",
  );
});

test("a call says its method and its parameters", () => {
  const typed = { "soapi.param.domain": "ovh.com", "soapi.param.dns1": "ns1.test", "soapi.param.ttl": "60" };
  expect(linesOf("domainDnsUpdate", typed, none)).toEqual([
    { key: "batch.type", value: "soapi" },
    { key: "soapi.method", value: "domainDnsUpdate" },
    { key: "soapi.param.domain", value: "ovh.com" },
    { key: "soapi.param.dns1", value: "ns1.test" },
  ]);
});
