"""The workflow of "Commander un nom de domaine", word for word and in its order, by PyPI `ovh`."""

import sys

import ovh

from paper import client, delivered, eventually, new_owner

NAME = sys.argv[2]
api = client()

# Création du panier
cart = api.post("/order/cart", ovhSubsidiary="FR", description="", _need_auth=False)
assert set(cart) >= {"cartId", "description", "expire", "readOnly", "items"}, cart
assert (cart["description"], cart["readOnly"], cart["items"]) == ("", False, []), cart
assert cart["expire"].endswith("+00:00"), cart
cartId = cart["cartId"]

# Récupération des offres disponibles
(offer,) = api.get(f"/order/cart/{cartId}/domain", domain=NAME, _need_auth=False)
ending = NAME.rpartition(".")[2]
assert offer["action"] == "create" and offer["offerId"] == f"{ending}-create", offer
assert offer["duration"][0] == "P1Y" and offer["orderable"] and offer["phase"] == "ga", offer
assert offer["pricingMode"] == "create-default" and offer["quantityMax"] == 1, offer
prices = {price["label"]: price["price"] for price in offer["prices"]}
assert set(prices) == {"PRICE", "RENEW", "DISCOUNT", "FEE", "TOTAL"}, prices
assert prices["TOTAL"]["currencyCode"] == "EUR" and prices["TOTAL"]["text"].endswith(" €"), prices

# Ajout d'un domaine dans le panier
item = api.post(
    f"/order/cart/{cartId}/domain",
    domain=NAME,
    duration="P1Y",
    planCode=ending,
    pricingMode="create-default",
    quantity=1,
    _need_auth=False,
)
assert item["cartId"] == cartId and item["duration"] == "P1Y" and item["offerId"] is None, item
assert item["settings"]["domain"] == NAME and item["settings"]["planCode"] == ending, item
itemId = item["itemId"]

# Résumé du panier
summary = api.get(f"/order/cart/{cartId}/summary", _need_auth=False)
assert summary["contracts"] == [] and summary["orderId"] is None and summary["url"] is None, summary
kinds = [(line["detailType"], line["domain"]) for line in summary["details"]]
for wanted in [("DURATION", "*001"), ("INSTALLATION", "*001"), ("DURATION", "*001.001")]:
    assert wanted in kinds, kinds
total = summary["prices"]
assert abs(total["withTax"]["value"] - total["withoutTax"]["value"] - total["tax"]["value"]) < 0.005, total

# Assigner le panier
assert api.post(f"/order/cart/{cartId}/assign") is None
# From here on the prices are those of the account.
total = api.get(f"/order/cart/{cartId}/summary")["prices"]

# Récupération des configurations requises
required = api.get(f"/order/cart/{cartId}/item/{itemId}/requiredConfiguration")
types = {one["label"]: one["type"] for one in required}
assert types["OWNER_LEGAL_AGE"] == "bool" and types["OWNER_CONTACT"] == "/me/contact", types
assert types["ADMIN_ACCOUNT"] == types["TECH_ACCOUNT"] == "Nichandle" and types["DNS"] == "String", types

# CRUD des configurations sur le produit
path = f"/order/cart/{cartId}/item/{itemId}/configuration"
owner = new_owner(api)
value = f"/me/contact/{owner}"
configured = api.post(path, label="OWNER_CONTACT", value=value)
assert (configured["label"], configured["value"]) == ("OWNER_CONTACT", value), configured
assert api.get(path) == [configured["id"]]
assert api.get(f"{path}/{configured['id']}") == configured
assert api.delete(f"{path}/{configured['id']}") is None
assert api.get(path) == []
api.post(path, label="OWNER_CONTACT", value=value)
api.post(path, label="OWNER_LEGAL_AGE", value=True)
api.post(path, label="ADMIN_ACCOUNT", value="ve174-ovh")
api.post(path, label="TECH_ACCOUNT", value="ve174-ovh")

# Gestion du panier
assert api.get(f"/order/cart/{cartId}/item") == [itemId]
assert api.get(f"/order/cart/{cartId}/item/{itemId}")["settings"]["domain"] == NAME
second = api.post(f"/order/cart/{cartId}/domain", domain=f"second-{NAME}", duration="P1Y")["itemId"]
assert api.delete(f"/order/cart/{cartId}/item/{second}") is None
assert api.get(f"/order/cart/{cartId}/item") == [itemId]

# Validation du panier
rehearsed = api.get(f"/order/cart/{cartId}/checkout")
assert rehearsed["orderId"] is None and len(rehearsed["contracts"]) > 0, rehearsed
assert set(rehearsed["contracts"][0]) == {"name", "url", "content"}, rehearsed["contracts"][0]
assert rehearsed["prices"] == total, (rehearsed["prices"], total)

# Création du bon de commande
ordered = api.post(
    f"/order/cart/{cartId}/checkout", autoPayWithPreferredPaymentMethod=False, waiveRetractationPeriod=True
)
orderId = ordered["orderId"]
assert isinstance(orderId, int) and ordered["url"] and ordered["prices"] == total, ordered
again = api.post(
    f"/order/cart/{cartId}/checkout", autoPayWithPreferredPaymentMethod=False, waiveRetractationPeriod=True
)
assert again["orderId"] == orderId, "a cart is ordered once"
assert api.get(f"/order/cart/{cartId}")["readOnly"] is True

# Suivi du bon de commande
assert api.get(f"/me/order/{orderId}/status") == "notPaid"
assert orderId in api.get("/me/order")
shown = api.get(f"/me/order/{orderId}")
assert shown["orderId"] == orderId and shown["priceWithTax"]["value"] == total["withTax"]["value"], shown

# Récupération des moyens de paiement disponibles
means = [one["paymentMean"] for one in api.get(f"/me/order/{orderId}/availableRegisteredPaymentMean")]
assert "fidelityAccount" in means, means

# Paiement
paid = api.post(f"/me/order/{orderId}/payWithRegisteredPaymentMean", paymentMean="fidelityAccount")
assert paid is None, paid
delivered(api, orderId)

# The name is there.
service = eventually("the service", lambda: NAME in api.get("/domain") and api.get(f"/domain/{NAME}"))
assert service["domain"] == NAME, service
try:
    client(1).get(f"/domain/{NAME}")
    raise AssertionError("another account sees it")
except ovh.exceptions.ResourceNotFoundError:
    pass
print(orderId)
