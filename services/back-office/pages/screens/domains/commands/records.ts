/** What is typed a line each, as zone files have it. */

export interface Server {
  host: string;
  addresses: string[];
}

export interface Ds {
  keyTag: number;
  algorithm: number;
  digestType: number;
  digest: string;
}

export interface Key {
  flags: number;
  protocol: number;
  algorithm: number;
  publicKey: string;
}

function lines(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.replace(/;.*$/, "").trim())
    .filter((line) => line !== "");
}

/** `ns1.example.com 192.0.2.53 2001:db8::53`: a host and, where it lies inside the name, its addresses. */
export function servers(text: string): Server[] {
  return lines(text).map((line) => {
    const [host = "", ...addresses] = line.split(/[\s,]+/);
    return { host: host.replace(/\.$/, ""), addresses: addresses.filter(Boolean) };
  });
}

/** The data of a record: what stands after its type, or the whole line where no type is written. */
function fields(line: string, type: string): string[] {
  const words = line.replace(/[()]/g, " ").split(/\s+/).filter(Boolean);
  const at = words.findIndex((word) => word.toUpperCase() === type);
  return at >= 0 ? words.slice(at + 1) : words;
}

function numbers(found: readonly string[]): number[] | null {
  const all = found.map((word) => (/^\d{1,5}$/.test(word) ? Number(word) : Number.NaN));
  return all.some(Number.isNaN) ? null : all;
}

/** `31589 13 2 3490A680…`, or a whole line of a zone file; the numbers of lines that are none. */
export function dsRecords(text: string): { records: Ds[]; wrong: number[] } {
  const records: Ds[] = [];
  const wrong: number[] = [];
  for (const [index, line] of lines(text).entries()) {
    const found = fields(line, "DS");
    const [keyTag, algorithm, digestType] = numbers(found.slice(0, 3)) ?? [];
    const digest = found.slice(3).join("");
    if (
      keyTag === undefined ||
      algorithm === undefined ||
      digestType === undefined ||
      !/^[0-9a-f]+$/i.test(digest)
    ) {
      wrong.push(index + 1);
    } else {
      records.push({ keyTag, algorithm, digestType, digest });
    }
  }
  return { records, wrong };
}

/** `257 3 13 mdsswUyr3DPW…`, or a whole line of a zone file. */
export function keyRecords(text: string): { records: Key[]; wrong: number[] } {
  const records: Key[] = [];
  const wrong: number[] = [];
  for (const [index, line] of lines(text).entries()) {
    const found = fields(line, "DNSKEY");
    const [flags, protocol, algorithm] = numbers(found.slice(0, 3)) ?? [];
    const publicKey = found.slice(3).join("");
    if (
      flags === undefined ||
      protocol === undefined ||
      algorithm === undefined ||
      !/^[A-Za-z0-9+/]+=*$/.test(publicKey)
    ) {
      wrong.push(index + 1);
    } else {
      records.push({ flags, protocol, algorithm, publicKey });
    }
  }
  return { records, wrong };
}
