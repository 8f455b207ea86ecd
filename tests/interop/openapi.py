#!/usr/bin/env python3
"""The enrolment service of `keytill host-sim` asked by schemathesis with everything that docs/enrolment.openapi.yaml allows and
forbids: each answer must be one of those that the file has.

    openapi.py --binary target/release/keytill --schemathesis PROGRAM
"""

import argparse
import json
import urllib.request

from training import MERCHANT, TERMINAL, ask_with_schemathesis, host_sim, interface

TOKEN = "token-of-the-tests"
SERVICE = f"""
[enrolment]
listen = "127.0.0.1:0"
token = "{TOKEN}"
"""
# Which texts are a name and a mobile number with spaces is more than a schema says.
# What is asked about a challenge that is over is answered 410, whatever else is in it.
RULES = """
[[operations]]
include-path-regex = "challenge"
checks.positive_data_acceptance.expected-statuses = ["2xx", "3xx", 401, 403, 404, 409, 410, 429, "5xx"]
checks.negative_data_rejection.expected-statuses = [400, 401, 403, 404, 405, 406, 409, 410, 415, 422, 428, 429, "5xx"]
[[operations]]
include-name = "POST /{terminal}/{challenge}"
checks.positive_data_acceptance.enabled = false
"""


def begin(service):
    body = json.dumps({"free": ["02"]}).encode()
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{service}/v1/{MERCHANT}/{TERMINAL}/enrolments", body, headers)
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert answer.status == 201
        return json.load(answer)["challenge"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--schemathesis", required=True)
    parser.add_argument("--seed", default="1", help="of what schemathesis makes up; with the usual one it makes up the same each time")
    args = parser.parse_args()
    with host_sim(args.binary, SERVICE) as (folder, said):
        service = said.removeprefix("enrolment service at ")
        parameters = {"merchant": MERCHANT, "terminal": TERMINAL, "challenge": begin(service)}
        bearer = f"Authorization: Bearer {TOKEN}"
        file = interface("enrolment.openapi.yaml")
        cases = ask_with_schemathesis(args.schemathesis, args.seed, file, service, bearer, parameters, RULES, folder)
    print(f"{cases} requests, each answered as the OpenAPI file says")


if __name__ == "__main__":
    main()
