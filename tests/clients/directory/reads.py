"""An RDAP client of PyPI reads a name: only where RDAP is asked is ours, as IANA's bootstrap file says it of a registry."""

import json
import sys

import whoisit

ACCESS = json.load(open(sys.argv[1], encoding="utf-8"))
NAME, HOST = sys.argv[2], sys.argv[3]

# Everything that is not ours is asked of nobody.
nowhere = ["https://rdap.invalid/"]
services = {
    "asn": [[["1-1"], nowhere]],
    "ipv4": [[["192.0.2.0/24"], nowhere]],
    "ipv6": [[["2001:db8::/32"], nowhere]],
    "object": [[["x@example.test"], ["TEST"], nowhere]],
    "dns": [[["com"], [ACCESS["rdap"] + "/"]]],
}
bootstrap = {"timestamp": 1, **{kind: {"services": listed} for kind, listed in services.items()}}
whoisit.load_bootstrap_data(json.dumps(bootstrap), allow_insecure=True)

read = whoisit.domain(NAME)
print(
    json.dumps(
        {
            "name": read["name"],
            "nameservers": read["nameservers"],
            "addresses": read["nameserver_ips"][HOST],
            "dnssec": read["dnssec"],
            "registrar": read["entities"]["registrar"][0]["name"],
            "abuse": read["entities"]["abuse"][0]["email"],
            "registrant": read["entities"]["registrant"][0],
            "created": read["registration_date"].isoformat(),
            "expires": read["expiration_date"].isoformat(),
            "whois": read["whois_server"],
        },
        default=str,
    )
)

try:
    whoisit.domain("nobody-has-this-name.com")
    raise SystemExit("a name that nobody has was found")
except whoisit.errors.ResourceDoesNotExist:
    pass
