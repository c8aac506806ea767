"""What the Python programs share: the public client, with nothing changed but the endpoint, and what it is told."""

import json
import subprocess
import sys
import time

import ovh
import requests
from ovh.client import ENDPOINTS

with open(sys.argv[1], encoding="utf-8") as file:
    ACCESS = json.load(file)

ENDPOINTS["here"] = ACCESS["rest"]


def client(place=0):
    """The client of a reseller of access.json."""
    keys = ACCESS["resellers"][place]["rest"]
    return ovh.Client(endpoint="here", **keys)


def advance(duration):
    """Time goes on."""
    subprocess.run([*ACCESS["clock"], duration], check=True, capture_output=True)


def graphql(role, query, variables):
    """What an operator does meanwhile."""
    token = next(one["token"] for one in ACCESS["operators"] if one["role"] == role)
    answer = requests.post(
        ACCESS["graphql"],
        json={"query": query, "variables": variables},
        headers={"Authorization": f"Bearer {token}"},
        timeout=60,
    ).json()
    assert not answer.get("errors"), answer
    return answer["data"]


def eventually(what, look, patience=60):
    """Looks again and again until something is there."""
    begun = time.monotonic()
    while time.monotonic() - begun < patience:
        found = look()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"{what} did not come in time")


class refused:
    """The call inside is refused with this error, and names the field where one is given."""

    def __init__(self, error, *words):
        self.error, self.words = error, words

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _):
        assert kind is not None, f"{self.error} was expected, about {self.words}"
        if not issubclass(kind, self.error):
            return False
        for word in self.words:
            assert word in str(error), f"{word} is not in {error}"
        return True


OWNER = {
    "legalForm": "individual",
    "firstName": "Ada",
    "lastName": "Lovelace",
    "email": "ada@reseller.test",
    "phone": "+33.478000000",
    "language": "fr_FR",
    "address": {"line1": "3 rue Haute", "city": "LYON", "zip": "69001", "country": "FR"},
}

# What an individual proves about themselves for .fr.
BORN = {"birthDay": "1985-12-10", "birthCity": "LYON", "birthZip": "69001", "birthCountry": "FR"}


def new_owner(api, **more):
    """A contact of one's own."""
    return api.post("/domain/contact", **{**OWNER, **BORN, **more})["id"]


def add(api, name, **more):
    """A cart with a name in it, that is assigned."""
    cart = api.post("/order/cart", ovhSubsidiary="FR", _need_auth=False)["cartId"]
    item = api.post(f"/order/cart/{cart}/domain", domain=name, duration="P1Y", _need_auth=False, **more)
    api.post(f"/order/cart/{cart}/assign")
    return cart, item["itemId"]


def configure(api, cart, item, **values):
    """Every one of these."""
    for label, value in values.items():
        api.post(f"/order/cart/{cart}/item/{item}/configuration", label=label, value=value)


def order(api, cart, pay=True):
    """It is ordered."""
    return api.post(
        f"/order/cart/{cart}/checkout", autoPayWithPreferredPaymentMethod=pay, waiveRetractationPeriod=True
    )


def delivered(api, number):
    """It comes."""
    eventually(f"order {number}", lambda: api.get(f"/me/order/{number}/status") == "delivered")


def buy(api, name):
    """A name, from the first step to its delivery."""
    cart, item = add(api, name)
    owner = new_owner(api)
    configure(api, cart, item, OWNER_LEGAL_AGE=True, OWNER_CONTACT=f"/me/contact/{owner}")
    delivered(api, order(api, cart)["orderId"])
