"""Each way in which an order is refused, as PyPI `ovh` tells them apart; and what a refusal leaves as it was."""

import threading
from datetime import datetime, timezone

from ovh.exceptions import (
    APIError,
    BadParametersError,
    InvalidCredential,
    InvalidKey,
    NotCredential,
    ResourceNotFoundError,
)

import ovh
from paper import (
    ACCESS,
    add,
    advance,
    client,
    configure,
    delivered,
    eventually,
    graphql,
    new_owner,
    order,
    refused,
)

api, francs, poor = client(0), client(1), client(2)


def carts():
    with refused(BadParametersError, "ovhSubsidiary"):
        api.post("/order/cart", ovhSubsidiary="XX", _need_auth=False)
    with refused(BadParametersError, "ovhSubsidiary"):
        api.post("/order/cart", _need_auth=False)
    cart = api.post("/order/cart", ovhSubsidiary="FR")["cartId"]
    # Until it is assigned, whoever knows a cart's number has it.
    api.post(f"/order/cart/{cart}/assign")
    with refused(ResourceNotFoundError):
        francs.get(f"/order/cart/{cart}")
    with refused(ResourceNotFoundError):
        api.get("/order/cart/00000000-0000-0000-0000-000000000000")
    with refused(ResourceNotFoundError):
        api.get("/order/cart/nonsense")
    for wrong in ["", "nodot", "exa_mple.com", "x.unknown-ending"]:
        with refused(BadParametersError):
            api.post(f"/order/cart/{cart}/domain", domain=wrong)
    for field, wrong in [("duration", "P11Y"), ("duration", "P1M"), ("quantity", 2), ("planCode", "net")]:
        with refused(BadParametersError, field):
            api.post(f"/order/cart/{cart}/domain", **{"domain": "refused-1.com", field: wrong})
    taken = api.get(f"/order/cart/{cart}/domain", domain="bookmyname.com")
    assert taken == [], taken
    with refused(ResourceNotFoundError):
        api.get(f"/order/cart/{cart}/item/7")
    assert api.delete(f"/order/cart/{cart}") is None
    with refused(APIError):
        api.get(f"/order/cart/{cart}/summary")


def configurations():
    cart = api.post("/order/cart", ovhSubsidiary="FR", _need_auth=False)["cartId"]
    item = api.post(f"/order/cart/{cart}/domain", domain="refused-2.com", _need_auth=False)["itemId"]
    path = f"/order/cart/{cart}/item/{item}/configuration"
    api.post(f"/order/cart/{cart}/assign")
    for label, wrong in [
        ("OWNER_CONTACT", "/me/contact/999999999"),
        ("OWNER_CONTACT", "/me/nothing/1"),
        ("ADMIN_ACCOUNT", "nobody-ovh"),
        ("OWNER_LEGAL_AGE", "perhaps"),
        ("DNS", "not a host"),
    ]:
        with refused(APIError, label):
            api.post(path, label=label, value=wrong)
    with refused(BadParametersError, "label"):
        api.post(path, label="NO_SUCH_LABEL", value="x")
    with refused(BadParametersError):
        api.post(path, label="CLAIMS_NOTICE", value="370d0b7c9223372036854775807")
    with refused(APIError, "OWNER_LEGAL_AGE"):
        api.get(f"/order/cart/{cart}/checkout")
    configure(api, cart, item, OWNER_LEGAL_AGE=True, OWNER_CONTACT=f"/me/contact/{new_owner(api)}")
    with refused(APIError, "waiveRetractationPeriod"):
        api.post(f"/order/cart/{cart}/checkout", autoPayWithPreferredPaymentMethod=True)
    assert api.get(f"/order/cart/{cart}")["readOnly"] is False


def claimed():
    """A trademark claim: its notice is read, and accepted by its number."""
    cart, item = add(api, "claimed-story.com")
    found = api.get(f"/order/cart/{cart}/item/{item}/requiredConfiguration")
    (notice,) = [one for one in found if one["label"] == "CLAIMS_NOTICE"]
    assert notice["required"] and "STORY" in notice["content"], notice
    configure(api, cart, item, OWNER_LEGAL_AGE=True, OWNER_CONTACT=f"/me/contact/{new_owner(api)}")
    with refused(APIError, "CLAIMS_NOTICE"):
        api.get(f"/order/cart/{cart}/checkout")
    with refused(APIError, "CLAIMS_NOTICE"):
        configure(api, cart, item, CLAIMS_NOTICE="370d0b7c9223372036854775807")
    configure(api, cart, item, CLAIMS_NOTICE=notice["value"])
    delivered(api, order(api, cart)["orderId"])


def reserved():
    """A reserved name: its code opens it."""
    cart, item = add(api, "reserved-story.com")
    labels = [
        one["label"] for one in api.get(f"/order/cart/{cart}/item/{item}/requiredConfiguration") if one["required"]
    ]
    assert "PROTECTED_CODE" in labels, labels
    configure(api, cart, item, OWNER_LEGAL_AGE=True, OWNER_CONTACT=f"/me/contact/{new_owner(api)}")
    with refused(APIError, "PROTECTED_CODE"):
        api.get(f"/order/cart/{cart}/checkout")
    with refused(APIError, "PROTECTED_CODE"):
        configure(api, cart, item, PROTECTED_CODE="OPEN-other")
    configure(api, cart, item, PROTECTED_CODE="OPEN-story")
    delivered(api, order(api, cart)["orderId"])


def city():
    """An ending with conditions, which wants a reason."""
    cart, item = add(api, "librairie-story.paris")
    configure(api, cart, item, OWNER_LEGAL_AGE=True, OWNER_CONTACT=f"/me/contact/{new_owner(api)}")
    with refused(APIError, "ACCEPT_CONDITIONS"):
        api.get(f"/order/cart/{cart}/checkout")
    configure(api, cart, item, ACCEPT_CONDITIONS=True)
    with refused(APIError, "REASON"):
        api.get(f"/order/cart/{cart}/checkout")
    configure(api, cart, item, REASON="Une librairie du onzième")
    delivered(api, order(api, cart)["orderId"])


def premium():
    """A premium name is its own pricing mode, at the registry's fee."""
    cart = api.post("/order/cart", ovhSubsidiary="FR")["cartId"]
    (offer,) = api.get(f"/order/cart/{cart}/domain", domain="premium-story.com")
    assert offer["pricingMode"] == "create-premium", offer
    prices = {price["label"]: price["price"]["value"] for price in offer["prices"]}
    assert prices["FEE"] > 0 and prices["TOTAL"] >= prices["FEE"], prices
    with refused(APIError, "pricingMode"):
        api.post(f"/order/cart/{cart}/domain", domain="premium-story.com", pricingMode="create-default")


def money():
    """Without points an order waits, and is not delivered."""
    cart, item = add(poor, "poor-story.com")
    configure(poor, cart, item, OWNER_LEGAL_AGE=True, OWNER_CONTACT=f"/me/contact/{new_owner(poor)}")
    ordered = order(poor, cart, pay=False)["orderId"]
    with refused(APIError):
        poor.post(f"/me/order/{ordered}/payWithRegisteredPaymentMean", paymentMean="fidelityAccount")
    with refused(BadParametersError, "paymentMean"):
        poor.post(f"/me/order/{ordered}/payWithRegisteredPaymentMean", paymentMean="gold")
    assert poor.get(f"/me/order/{ordered}/status") == "notPaid"
    with refused(ResourceNotFoundError):
        api.get(f"/me/order/{ordered}/status")
    with refused(ResourceNotFoundError):
        poor.get("/domain/poor-story.com")


def race():
    """Two buyers want one name at the same moment: one has it, and the other pays nothing."""
    name, ready = "raced-story.com", []
    for buyer in (api, francs):
        cart, item = add(buyer, name)
        configure(buyer, cart, item, OWNER_LEGAL_AGE=True, OWNER_CONTACT=f"/me/contact/{new_owner(buyer)}")
        ready.append((buyer, cart))
    start, ends = threading.Barrier(2), {}

    def run(place):
        buyer, cart = ready[place]
        start.wait()
        try:
            number = order(buyer, cart)["orderId"]
            wanted = ("delivered", "delivering", "cancelled")
            ends[place] = eventually(
                "an end",
                lambda: (state := buyer.get(f"/me/order/{number}/status")) in wanted
                and (state != "delivering" or has_failed(buyer, number))
                and state,
            )
        except APIError as error:
            ends[place] = f"refused: {error}"

    def has_failed(buyer, number):
        # The back office's view may not have seen the order yet.
        shown = graphql("support", LINES, {"number": number})["order"]
        return shown is not None and [line["state"] for line in shown["lines"]] == ["FAILED"]

    threads = [threading.Thread(target=run, args=(place,)) for place in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(end == "delivered" for end in ends.values()) == [False, True], ends
    owners = []
    for buyer in (api, francs):
        try:
            buyer.get(f"/domain/{name}")
            owners.append(buyer)
        except ResourceNotFoundError:
            pass
    assert len(owners) == 1, ends


LINES = "query($number: Int!) { order(number: $number) { lines { state } } }"
SET_PRICES = "mutation($input: SetPricesInput!) { setPrices(input: $input) { userErrors { code message } } }"


def quote():
    """A price that changed between offer and checkout: what was shown is charged, or nothing."""
    cart, item = add(api, "quoted-story.boutique")
    configure(api, cart, item, OWNER_LEGAL_AGE=True, OWNER_CONTACT=f"/me/contact/{new_owner(api)}")
    before = api.get(f"/order/cart/{cart}/checkout")["prices"]["withoutTax"]["value"]
    reseller = graphql("finance", "query { account(number: 13490) { priceClass currency } }", {})["account"]
    today = datetime.now(timezone.utc).date().isoformat()
    price = {"tld": "boutique", "action": "create", "cents": round(before * 100) + 250, "from": today}
    done = graphql(
        "finance",
        SET_PRICES,
        {"input": {"class": reseller["priceClass"], "currency": reseller["currency"], "prices": [price]}},
    )
    assert done["setPrices"]["userErrors"] == [], done
    with refused(APIError):
        api.get(f"/order/cart/{cart}/checkout")
    with refused(APIError):
        order(api, cart)
    api.put(f"/order/cart/{cart}/item/{item}", duration="P1Y")
    after = api.get(f"/order/cart/{cart}/checkout")["prices"]["withoutTax"]["value"]
    assert round(after - before, 2) == 2.5, (before, after)
    delivered(api, order(api, cart)["orderId"])


def expired():
    """A cart is there for a day."""
    cart, item = add(api, "expired-story.com")
    configure(api, cart, item, OWNER_LEGAL_AGE=True, OWNER_CONTACT=f"/me/contact/{new_owner(api)}")
    advance("PT25H")
    with refused(APIError):
        api.get(f"/order/cart/{cart}/checkout")
    with refused(APIError):
        order(api, cart)
    assert cart not in api.get("/order/cart")


def keys():
    """Who calls: each error of the client has its cause."""
    good = ACCESS["resellers"][0]["rest"]
    with refused(InvalidKey):
        ovh.Client(endpoint="here", **{**good, "application_key": "nobody"}).get("/me")
    with refused(InvalidCredential):
        ovh.Client(endpoint="here", **{**good, "consumer_key": "nobody"}).get("/me")
    with refused(BadParametersError):
        ovh.Client(endpoint="here", **{**good, "application_secret": "wrong"}).get("/me")
    with refused((NotCredential, APIError)):
        api.get("/me", _need_auth=False)
    limited = ovh.Client(endpoint="here", **{**good, "consumer_key": None})
    asked = limited.request_consumerkey([{"method": "GET", "path": "/me"}])
    assert asked["state"] == "pendingValidation" and asked["validationUrl"], asked
    with refused(InvalidCredential):
        limited.get("/me")


STORIES = (carts, configurations, claimed, reserved, city, premium, money, race, quote, keys, expired)
for story in STORIES:
    story()
    print(story.__name__)
