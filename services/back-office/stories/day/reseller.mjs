// A reseller's program at the REST door: signed as the paper "Commander un nom de domaine" says.

import { createHash } from "node:crypto";

export function reseller(access, account) {
  const { rest } = access.resellers.find((one) => one.dist_id === account);
  const call = async (method, path, body, key) => {
    const url = access.rest + path;
    const text = body === undefined ? "" : JSON.stringify(body);
    const at = Math.floor(Date.now() / 1000) + call.shift;
    const signed = [rest.application_secret, rest.consumer_key, method, url, text, at].join("+");
    const headers = {
      "Content-Type": "application/json",
      "X-Ovh-Application": rest.application_key,
      "X-Ovh-Consumer": rest.consumer_key,
      "X-Ovh-Timestamp": String(at),
      "X-Ovh-Signature": `$1$${createHash("sha1").update(signed).digest("hex")}`,
    };
    if (key) headers["Idempotency-Key"] = `day-${key}`;
    const response = await fetch(url, { method, headers, ...(text ? { body: text } : {}) });
    const answer = await response.json().catch(() => null);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${answer?.message ?? ""}`);
    return answer;
  };
  call.shift = 0;
  return {
    /** The server's clock is the demo's, which may have been moved. */
    async synchronise() {
      const now = await (await fetch(`${access.rest}/auth/time`)).json();
      call.shift = now - Math.floor(Date.now() / 1000);
    },
    /** An order of names, not paid; its number. */
    async order(key, contact, names) {
      const { cartId } = await call(
        "POST",
        "/order/cart",
        { ovhSubsidiary: "FR", description: key },
        `${key}-cart`,
      );
      await call("POST", `/order/cart/${cartId}/assign`, undefined, `${key}-assign`);
      for (const name of names) {
        const ending = name.slice(name.indexOf(".") + 1);
        const offer = {
          domain: name,
          duration: "P1Y",
          planCode: ending,
          pricingMode: "create-default",
          quantity: 1,
        };
        const item = await call("POST", `/order/cart/${cartId}/domain`, offer, `${key}-${name}`);
        const path = `/order/cart/${cartId}/item/${item.itemId}/configuration`;
        const owner = { label: "OWNER_CONTACT", value: `/domain/contact/${contact}` };
        await call("POST", path, owner, `${key}-${name}-owner`);
        await call("POST", path, { label: "OWNER_LEGAL_AGE", value: true }, `${key}-${name}-age`);
      }
      const checkout = { autoPayWithPreferredPaymentMethod: false, waiveRetractationPeriod: true };
      return (await call("POST", `/order/cart/${cartId}/checkout`, checkout, `${key}-checkout`)).orderId;
    },
    /** Announces a payment by bank transfer. */
    async announce(key, order) {
      const mean = await call(
        "POST",
        "/me/paymentMean/bankAccount",
        { description: "compte courant" },
        `${key}-mean`,
      );
      const by = { paymentMean: "bankAccount", paymentMeanId: mean.id };
      return call("POST", `/me/order/${order}/payWithRegisteredPaymentMean`, by, `${key}-pays`);
    },
  };
}
