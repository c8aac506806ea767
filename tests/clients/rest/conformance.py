"""The OpenAPI document against OpenAPI 3.1, and the door against the document: every operation, with what fits and what
does not, signed as the public clients sign. The seed is fixed, so that a run can be repeated."""

import hashlib
import sys
import time

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from paper import ACCESS, buy, client

BASE = ACCESS["rest"].removesuffix("/1.0")
KEYS = ACCESS["resellers"][0]["rest"]
EXAMPLES = 6
SEED = 20261128

document = requests.get(f"{ACCESS['rest']}/openapi.json", timeout=60).json()
assert document["openapi"].startswith("3.1"), document["openapi"]
mistakes = [f"{list(error.path)}: {error.message}" for error in OpenAPIV31SpecValidator(document).iter_errors()]
assert not mistakes, mistakes

# What is called has something to show: a name, a cart, a contact.
api = client()
buy(api, "conformance.com")
CART = api.post("/order/cart", ovhSubsidiary="FR")["cartId"]
ITEM = api.post(f"/order/cart/{CART}/domain", domain="conformance-2.com", duration="P1Y")["itemId"]
api.post(f"/order/cart/{CART}/assign")
KNOWN = {
    "cartId": CART,
    "itemId": ITEM,
    "serviceName": "conformance.com",
    "contactId": api.get("/me/contact")[0],
    "orderId": (api.get("/me/order") or [1])[0],
}


class Signature(requests.auth.AuthBase):
    """Of the public clients."""

    def __call__(self, request):
        now = str(int(time.time()))
        body = request.body or b""
        body = body.encode() if isinstance(body, str) else body
        parts = [KEYS["application_secret"], KEYS["consumer_key"], request.method, request.url]
        signed = "+".join(parts).encode() + b"+" + body + b"+" + now.encode()
        request.headers["X-Ovh-Application"] = KEYS["application_key"]
        request.headers["X-Ovh-Consumer"] = KEYS["consumer_key"]
        request.headers["X-Ovh-Timestamp"] = now
        request.headers["X-Ovh-Signature"] = "$1$" + hashlib.sha1(signed).hexdigest()
        return request


def no_server_error(ctx, response, case):
    """Nothing in any case answers 500."""
    if response.status_code == 500:
        raise AssertionError(f"{case.method} {case.formatted_path}: 500 {response.text}")


CHECKS = [no_server_error, content_type_conformance, response_schema_conformance, status_code_conformance]
# The credential that signs goes on working.
KEPT = {("POST", "/1.0/auth/logout")}


def conforms(operation):
    """Every example of an operation: of what the document allows, and of what it does not."""
    calls = 0

    def one(case):
        nonlocal calls
        # Half of the calls are about something that is there.
        if calls % 2 == 0:
            known = {name: value for name, value in KNOWN.items() if name in (case.path_parameters or {})}
            case.path_parameters = {**(case.path_parameters or {}), **known}
        calls += 1
        # What was made up for the signature's headers is not sent.
        case.headers = {}
        response = case.call(base_url=BASE, auth=Signature(), timeout=60)
        case.validate_response(response, checks=CHECKS)

    limits = settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        try:
            strategy = operation.as_strategy(generation_mode=mode)
            seed(SEED)(limits(given(strategy)(one)))()
        except Unsatisfiable:
            # Nothing that the operation takes could be wrong.
            assert mode is GenerationMode.NEGATIVE, operation.label
    return calls


def main():
    begun = time.monotonic()
    schema = schemathesis.openapi.from_dict(document)
    done, failures, calls = 0, [], 0
    for result in schema.get_all_operations():
        operation = result.ok()
        label = f"{operation.method.upper()} {operation.path}"
        if (operation.method.upper(), operation.path) in KEPT:
            continue
        try:
            calls += conforms(operation)
            done += 1
        except (Exception, BaseExceptionGroup) as error:  # noqa: BLE001 - every failure is told, with its operation
            causes = getattr(error, "exceptions", [error])
            failures.append(f"{label}: {error}\n" + "\n".join(str(cause) for cause in causes))
    if failures:
        print("\n\n".join(failures))
        sys.exit(1)
    print(f"{done} operations conform, {calls} calls in {time.monotonic() - begun:.0f} s")


main()
