"""Owner change and contact change of "Manage Contacts of a Domain Name", by PyPI `ovh`, the tokens taken from the mails."""

import email
import email.policy
import pathlib
import re
import sys

import requests
from ovh.exceptions import APIError, BadParametersError, ResourceNotFoundError

from paper import ACCESS, OWNER, buy, client, configure, delivered, eventually, new_owner, order, refused

NAME = sys.argv[2]
api, other = client(0), client(1)
ME, OTHER = (ACCESS["resellers"][place]["nichandle"] for place in (0, 1))


def links(pattern, seen=()):
    """What the mails hold that answers a pattern, and was not there before: address and match."""
    found = []
    for path in sorted(pathlib.Path(ACCESS["outbox"]).glob("*.eml")):
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        text = message.get_body(("plain",)).get_content()
        found += [(message["to"], link) for link in re.findall(pattern, text) if link not in seen]
    return found


def press(path):
    """A page's button."""
    shown = requests.post(ACCESS["http"] + path, data={"choice": "accept"}, timeout=60)
    assert shown.status_code == 200, (path, shown.status_code, shown.text)


buy(api, NAME)
eventually("the service", lambda: NAME in api.get("/domain"))

# Owner change, step 1: information
(offer,) = api.get(f"/order/cartServiceOption/domain/{NAME}")
ending = NAME.rpartition(".")[2]
assert offer["family"] == "trade" and offer["planCode"] == f"{ending}-trade", offer
(price,) = offer["prices"]
assert price["duration"] == "P0D" and price["capacities"] == ["installation"], price
assert price["priceInUcents"] == 0 and price["price"]["value"] == 0, price
with refused(ResourceNotFoundError):
    other.get(f"/order/cartServiceOption/domain/{NAME}")

# Step 2: cart, product
cart = api.post("/order/cart", ovhSubsidiary="FR")["cartId"]
item = api.post(
    f"/order/cartServiceOption/domain/{NAME}",
    cartId=cart,
    duration="P0Y",
    planCode=offer["planCode"],
    pricingMode=price["pricingMode"],
    quantity=1,
)["itemId"]
api.post(f"/order/cart/{cart}/assign")

# Step 3: configuration
required = api.get(f"/order/cart/{cart}/item/{item}/requiredConfiguration")
assert [(one["label"], one["type"]) for one in required] == [("OWNER_CONTACT", "/me/contact")], required
with refused(APIError, "OWNER_CONTACT"):
    api.get(f"/order/cart/{cart}/checkout")
future = "grace@reseller.test"
owner = new_owner(api, firstName="Grace", lastName="Hopper", email=future)
configure(api, cart, item, OWNER_CONTACT=f"/me/contact/{owner}")

# Steps 4 and 5: checked, and ordered
assert api.get(f"/order/cart/{cart}/checkout")["prices"]["withTax"]["value"] == 0
before = {link for _, link in links(r"/vote/\S+")}
number = order(api, cart)["orderId"]

# The DomainTrade task, and a vote of each side by its mail
(task,) = eventually("the task", lambda: api.get(f"/domain/{NAME}/task", function="DomainTrade"))
assert api.post(f"/domain/{NAME}/task", function="DomainTrade") == [task]
shown = api.get(f"/domain/{NAME}/task/{task}")
assert shown["function"] == "DomainTrade" and shown["id"] == task, shown
eventually("both mails", lambda: len({to for to, _ in links(r"/vote/\S+", before)}) == 2)
votes = links(r"/vote/\S+", before)
assert {to for to, _ in votes} == {OWNER["email"], future}, votes
for _, link in votes:
    press(link)
delivered(api, number)
eventually("the end", lambda: api.get(f"/domain/{NAME}/task/{task}")["status"] == "done")
whois = api.get(f"/domain/{NAME}")["whoisOwner"]
now = eventually("the new owner", lambda: api.get(f"/domain/contact/{api.get(f'/domain/{NAME}')['whoisOwner']}"))
assert now["lastName"] == "Hopper", (whois, now)

# What identifies the owner of a name is changed by an owner change alone.
with refused(APIError, "email"):
    api.put(f"/domain/contact/{now['id']}", email="else@reseller.test")

# Change of the technical account: a task with a token for each side
with refused(BadParametersError, "contactTech"):
    api.post(f"/domain/{NAME}/changeContact", contactTech="nobody-ovh")
(task,) = api.post(f"/domain/{NAME}/changeContact", contactTech=OTHER)
assert task in api.get("/me/task/contactChange") and task in other.get("/me/task/contactChange")
assert api.get(f"/me/task/contactChange/{task}")["toAccount"] == OTHER
with refused(APIError):
    other.post(f"/me/task/contactChange/{task}/accept", token="guessed")
with refused(ResourceNotFoundError):
    client(2).get(f"/me/task/contactChange/{task}")
pattern = rf"/contact-change/c{task}-\S+"
eventually("both mails", lambda: len({link for _, link in links(pattern)}) >= 2)
tokens = {link.split("/")[-1] for _, link in links(pattern)}
accepted = 0
for account in (api, other):
    for token in tokens:
        try:
            account.post(f"/me/task/contactChange/{task}/accept", token=token)
            accepted += 1
            break
        except APIError:
            pass
assert accepted == 2, tokens
eventually("the end", lambda: api.get(f"/me/task/contactChange/{task}")["state"] == "done")
assert eventually("the role", lambda: api.get(f"/domain/{NAME}/serviceInfos")["contactTech"] == OTHER)
print("done")
