// A registrar's EPP session (RFC 5730, RFC 5734): what the other registrar of a transfer sends to the demo's registry.

import { readFileSync } from "node:fs";
import { connect } from "node:tls";

const DOMAIN = "urn:ietf:params:xml:ns:domain-1.0";
const CONTACT = "urn:ietf:params:xml:ns:contact-1.0";
const HOST = "urn:ietf:params:xml:ns:host-1.0";

/** A session that is logged in as one of the registrars of `access.json`. */
export async function session(access, id) {
  const known = access.epp.registrars.find((one) => one.id === id);
  const [host, port] = access.epp.address.split(":");
  const socket = connect({
    host,
    port: Number(port),
    ca: readFileSync(access.epp.ca),
    cert: readFileSync(known.cert),
    key: readFileSync(known.key),
    checkServerIdentity: () => undefined,
  });
  let held = Buffer.alloc(0);
  const waiting = [];
  socket.on("data", (data) => {
    held = Buffer.concat([held, data]);
    while (held.length >= 4 && held.length >= held.readUInt32BE(0)) {
      const length = held.readUInt32BE(0);
      waiting.shift()?.resolve(held.subarray(4, length).toString("utf8"));
      held = held.subarray(length);
    }
  });
  socket.on("error", (error) => {
    for (const one of waiting.splice(0)) one.reject(error);
  });
  const frame = () => new Promise((resolve, reject) => waiting.push({ resolve, reject }));
  let count = 0;
  const command = async (inner) => {
    count += 1;
    const xml = `<?xml version="1.0" encoding="UTF-8"?><epp xmlns="urn:ietf:params:xml:ns:epp-1.0"><command>${inner}<clTRID>DAY-${count}</clTRID></command></epp>`;
    const body = Buffer.from(xml);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(body.length + 4);
    const answer = frame();
    socket.write(Buffer.concat([length, body]));
    const text = await answer;
    return { code: Number(/code="(\d+)"/.exec(text)?.[1] ?? 0), xml: text };
  };
  const greeting = frame();
  await greeting;
  const login = await command(
    `<login><clID>${id}</clID><pw>${known.password}</pw><options><version>1.0</version><lang>en</lang></options><svcs><objURI>${DOMAIN}</objURI><objURI>${CONTACT}</objURI><objURI>${HOST}</objURI></svcs></login>`,
  );
  if (login.code !== 1000) throw new Error(`EPP login of ${id}: ${login.xml}`);
  return {
    close: () => socket.destroy(),
    contact: (handle, person) =>
      command(
        `<create><contact:create xmlns:contact="${CONTACT}"><contact:id>${handle}</contact:id><contact:postalInfo type="int"><contact:name>${person.name}</contact:name><contact:addr><contact:street>${person.street}</contact:street><contact:city>${person.city}</contact:city><contact:pc>${person.postalCode}</contact:pc><contact:cc>${person.country}</contact:cc></contact:addr></contact:postalInfo><contact:voice>${person.phone}</contact:voice><contact:email>${person.email}</contact:email><contact:authInfo><contact:pw>Contact-2026</contact:pw></contact:authInfo></contact:create></create>`,
      ),
    domain: (name, owner, admin, code) =>
      command(
        `<create><domain:create xmlns:domain="${DOMAIN}"><domain:name>${name}</domain:name><domain:period unit="y">1</domain:period><domain:registrant>${owner}</domain:registrant><domain:contact type="admin">${admin}</domain:contact><domain:contact type="tech">${admin}</domain:contact><domain:authInfo><domain:pw>${code}</domain:pw></domain:authInfo></domain:create></create>`,
      ),
    transfer: (operation, name, code) =>
      command(
        `<transfer op="${operation}"><domain:transfer xmlns:domain="${DOMAIN}"><domain:name>${name}</domain:name>${code ? `<domain:authInfo><domain:pw>${code}</domain:pw></domain:authInfo>` : ""}</domain:transfer></transfer>`,
      ),
    update: (name, changes) =>
      command(
        `<update><domain:update xmlns:domain="${DOMAIN}"><domain:name>${name}</domain:name>${changes}</domain:update></update>`,
      ),
  };
}

export const newCode = (code) =>
  `<domain:chg><domain:authInfo><domain:pw>${code}</domain:pw></domain:authInfo></domain:chg>`;
export const newStatus = (status) => `<domain:add><domain:status s="${status}"/></domain:add>`;
