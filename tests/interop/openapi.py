#!/usr/bin/env python3
"""The enrolment service of `keytill host-sim` asked by schemathesis with everything that docs/enrolment.openapi.yaml allows and
forbids: each answer must be one of those that the file has.

    openapi.py --binary target/release/keytill --schemathesis PROGRAM
"""

import argparse
import json
import os
import re
import subprocess
import tempfile
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
INTERFACE = os.path.join(HERE, "..", "..", "docs", "enrolment.openapi.yaml")
MERCHANT, TERMINAL, TOKEN = "000000000000001", "00000001", "token-of-the-tests"
HOST = f"""
listen = "127.0.0.1:0"
[[terminals]]
terminal = "{TERMINAL}"
merchant = "{MERCHANT}"
tmk = "4B455954494C4C2D545241494E494E47"
[enrolment]
listen = "127.0.0.1:0"
token = "{TOKEN}"
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
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="keytill-openapi-") as folder:
        config = os.path.join(folder, "host.toml")
        with open(config, "w") as file:
            file.write(HOST)
        host = subprocess.Popen([args.binary, "host-sim", "--config", config], stdout=subprocess.PIPE, text=True)
        try:
            host.stdout.readline()
            service = host.stdout.readline().strip().removeprefix("enrolment service at ")
            # With these, questions get past the door; schemathesis makes up the rest.
            parameters = {"merchant": MERCHANT, "terminal": TERMINAL, "challenge": begin(service)}
            with open(os.path.join(folder, "schemathesis.toml"), "w") as file:
                file.write("[parameters]\n" + "".join(f'{key} = "{value}"\n' for key, value in parameters.items()))
                # Which texts are a name and a mobile number with spaces is more than a schema says.
                file.write('[[operations]]\ninclude-name = "POST /{terminal}/{challenge}"\n')
                file.write("checks.positive_data_acceptance.enabled = false\n")
            words = [os.path.abspath(args.schemathesis), "run", os.path.abspath(INTERFACE), "--url", service, "--max-examples", "60"]
            words += ["-H", f"Authorization: Bearer {TOKEN}", "--no-color"]
            done = subprocess.run(words, cwd=folder, capture_output=True, text=True)
            cases = re.search(r"(\d+) generated", done.stdout)
            if done.returncode != 0 or not cases:
                print(done.stdout[-6000:], done.stderr[-2000:])
                raise SystemExit("the service does not keep to its OpenAPI file")
            assert host.poll() is None, "the service has ended"
            print(f"{cases[1]} requests, each answered as the OpenAPI file says")
        finally:
            host.kill()
            host.wait()


if __name__ == "__main__":
    main()
