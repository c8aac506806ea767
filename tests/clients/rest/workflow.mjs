// The workflow of "Commander un nom de domaine" in its order, by npm `@ovhcloud/node-ovh`.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import ovhClient from '@ovhcloud/node-ovh';

const [, , accessFile, name] = process.argv;
const access = JSON.parse(readFileSync(accessFile, 'utf8'));
const keys = access.resellers[0].rest;
const ovh = ovhClient({
  host: 'localhost',
  port: Number(process.env.API_PORT),
  basePath: '/1.0',
  appKey: keys.application_key,
  appSecret: keys.application_secret,
  consumerKey: keys.consumer_key,
});
const get = (path, params = {}) => ovh.requestPromised('GET', path, params);
const post = (path, params = {}) => ovh.requestPromised('POST', path, params);
const del = (path) => ovh.requestPromised('DELETE', path, {});
const put = (path, params) => ovh.requestPromised('PUT', path, params);

const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const eventually = async (what, look) => {
  for (const begun = Date.now(); Date.now() - begun < 60_000; await sleep(100)) {
    const found = await look();
    if (found) return found;
  }
  throw new Error(`${what} did not come in time`);
};

const cart = await post('/order/cart', { ovhSubsidiary: 'FR', description: 'panier à Noël' });
assert.equal(cart.description, 'panier à Noël');
const { cartId } = cart;
const [offer] = await get(`/order/cart/${cartId}/domain`, { domain: name });
assert.deepEqual([offer.action, offer.pricingMode], ['create', 'create-default']);
const item = await post(`/order/cart/${cartId}/domain`, {
  domain: name, duration: 'P2Y', planCode: name.split('.').pop(), pricingMode: 'create-default', quantity: 1,
});
assert.equal(item.duration, 'P2Y');
const changed = await put(`/order/cart/${cartId}/item/${item.itemId}`, { duration: 'P1Y' });
assert.equal(changed.duration, 'P1Y');
const summary = await get(`/order/cart/${cartId}/summary`);
assert.equal(summary.orderId, null);
assert.equal(await post(`/order/cart/${cartId}/assign`), null);
const required = await get(`/order/cart/${cartId}/item/${item.itemId}/requiredConfiguration`);
assert.ok(required.some((one) => one.label === 'OWNER_CONTACT' && one.type === '/me/contact'));

// Letters beyond ASCII are escaped by the client, and signed so.
const contact = await post('/domain/contact', {
  legalForm: 'individual', firstName: 'Zoé', lastName: 'Müller', email: 'zoe@reseller.test',
  phone: '+33.478000000', language: 'fr_FR',
  birthDay: '1985-12-10', birthCity: 'LYON', birthZip: '69001', birthCountry: 'FR',
  address: { line1: '3 rue Haute', city: 'LYON', zip: '69001', country: 'FR' },
});
assert.equal((await get(`/me/contact/${contact.id}`)).firstName, 'Zoé');
const configuration = `/order/cart/${cartId}/item/${item.itemId}/configuration`;
const owner = await post(configuration, { label: 'OWNER_CONTACT', value: `/domain/contact/${contact.id}` });
assert.deepEqual(await get(configuration, { label: 'OWNER_CONTACT' }), [owner.id]);
const age = await post(configuration, { label: 'OWNER_LEGAL_AGE', value: 'true' });
assert.equal(await del(`${configuration}/${age.id}`), null);
await assert.rejects(get(`/order/cart/${cartId}/checkout`), (refused) => {
  assert.equal(refused.error, 400);
  assert.match(refused.message, /OWNER_LEGAL_AGE/);
  return true;
});
await post(configuration, { label: 'OWNER_LEGAL_AGE', value: true });
const rehearsed = await get(`/order/cart/${cartId}/checkout`);
assert.ok(rehearsed.contracts.length > 0);
const ordered = await post(`/order/cart/${cartId}/checkout`, {
  autoPayWithPreferredPaymentMethod: true, waiveRetractationPeriod: true,
});
await eventually('the delivery', async () => (await get(`/me/order/${ordered.orderId}/status`)) === 'delivered');
await eventually('the service', async () => (await get('/domain')).includes(name));
assert.equal((await get(`/domain/${name}`)).domain, name);
await assert.rejects(get('/domain/not-ours.com'), { error: 404 });
console.log(ordered.orderId);
