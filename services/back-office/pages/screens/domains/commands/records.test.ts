import { expect, test } from "vitest";
import { dsRecords, keyRecords, servers } from "./records";

test("a server a line, with its glue", () => {
  expect(
    servers("ns1.harbourandpine.com 192.0.2.53, 2001:db8:41::53\n\n nsa.bookmyname.com.  ; elsewhere\n"),
  ).toEqual([
    { host: "ns1.harbourandpine.com", addresses: ["192.0.2.53", "2001:db8:41::53"] },
    { host: "nsa.bookmyname.com", addresses: [] },
  ]);
});

test("a DS record as data, and as a line of a zone file with its digest in pieces", () => {
  const found = dsRecords("31589 13 2 3490A680\nexample.com. 3600 IN DS 2371 8 2 ( 1F98 7CC6 ) ; signed");
  expect(found).toEqual({
    records: [
      { keyTag: 31589, algorithm: 13, digestType: 2, digest: "3490A680" },
      { keyTag: 2371, algorithm: 8, digestType: 2, digest: "1F987CC6" },
    ],
    wrong: [],
  });
});

test("lines that are no DS record are named", () => {
  expect(dsRecords("31589 13 2 3490A680\nthirteen 13 2 AB\n1 2 3\n1 2 3 xyz").wrong).toEqual([2, 3, 4]);
});

test("a key, and what is none", () => {
  const found = keyRecords("be. IN DNSKEY 257 3 13 mdsswUyr3DPW132mOi8V==\n257 3 13 not*base64");
  expect(found).toEqual({
    records: [{ flags: 257, protocol: 3, algorithm: 13, publicKey: "mdsswUyr3DPW132mOi8V==" }],
    wrong: [2],
  });
});
