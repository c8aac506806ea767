"""Drives the sandbox registry with PyPI's epptools: prices, DNSSEC, restore, transfer, messages.

usage: epptools_client.py HOST PORT CA  ID PASSWORD CERT KEY  ID PASSWORD CERT KEY
"""

import sys

from epptools import Client, Config

host, port, ca = sys.argv[1:4]


def connect(clid, password, cert, key):
    config = Config(host=host, port=int(port), clid=clid, password=password, ca_file=ca,
                    client_cert=cert, client_key=key)
    return Client.connect_and_login(config).throw_on_failure(False)


def want(code, response):
    """The response, which must have that code."""
    assert response.code() == code, response.raw
    return response


ours, other = connect(*sys.argv[4:8]), connect(*sys.argv[8:12])
name, owner = "python-client.com", "python-owner"

want(1000, ours.contact.create(
    owner, name="Ada Owner", org="Example", street=["1 Rue Exemple"], city="Paris", pc="75001", cc="FR",
    voice="+33.123456789", email="ada@example.com", auth_info="contact-code",
    disclose={"flag": False, "voice": True, "email": True},
))
info = want(1000, ours.contact.info(owner))
assert info.email() == "ada@example.com" and info.statuses() == ["ok"], info.raw

checked = want(1000, ours.domain.check([name, "reserved-x.com", "premium-x.com"], fee={"create": [1, 2], "renew": 1}))
assert checked.availability() == {name: True, "reserved-x.com": False, "premium-x.com": True}, checked.raw
assert "500.00" in checked.raw and "8.00" in checked.raw, checked.raw
ds = {"keyTag": 12345, "alg": 13, "digestType": 2, "digest": "AB" * 32}
want(1000, ours.domain.create(
    name, years=1, registrant=owner, contacts={"admin": owner, "tech": owner}, auth_info="domain-code",
    nameservers=["ns0.online.net"], sec_dns={"ds_data": [ds]},
))
want(2003, ours.domain.create("premium-x.com", registrant=owner, auth_info="domain-code"))
want(1000, ours.host.create("ns1." + name, ["192.0.2.1", "2001:db8::1"]))
want(1000, ours.domain.update(name, add={"ns": ["ns1." + name]}, remove={"ns": ["ns0.online.net"]}))
info = want(1000, ours.domain.info(name))
assert info.nameservers() == ["ns1." + name] and info.subordinate_hosts() == ["ns1." + name], info.raw
assert info.is_signed() and info.rgp_status() == ["addPeriod"], info.raw
want(1000, ours.domain.renew(name, info.expiry_date()))
want(2004, ours.domain.renew(name, info.expiry_date()))

want(2201, other.domain.info(name))
assert want(1001, other.domain.transfer("request", name, "domain-code")).transfer_status() == "pending"
message = want(1301, ours.poll.request())
assert message.transfer_status() == "pending", message.raw
want(1000, ours.poll.ack(message.message_id()))
want(1000, ours.domain.transfer("approve", name))
assert want(1000, other.domain.info(name)).sponsor() == "other"
statuses = []
other.poll.drain(lambda notice: statuses.append(notice.transfer_status()))
assert statuses == ["clientApproved"], statuses

want(1000, other.domain.update(name, remove={"ns": ["ns1." + name]}))
want(1000, other.host.delete("ns1." + name))
want(1001, other.domain.delete(name))
assert want(1000, other.domain.restore(name)).rgp_status() == ["pendingRestore"]
for client in (ours, other):
    want(1500, client.logout())
print("done")
