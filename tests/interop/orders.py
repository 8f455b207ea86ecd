#!/usr/bin/env python3
"""The order gateway of `keytill host-sim` asked by another program: a whole life of an order with signatures made and checked by
Python's hmac, then by schemathesis with everything that docs/orders.openapi.yaml allows and forbids. Schemathesis knows no
signatures: a proxy here signs its questions, and checks the signature of each answer.

    orders.py --binary target/release/keytill --schemathesis PROGRAM
"""

import argparse
import hashlib
import hmac
import http.client
import http.server
import json
import secrets
import threading
import time
import urllib.parse

from training import MERCHANT, TERMINAL, ask_with_schemathesis, host_sim, interface

KEY = bytes(range(1, 33))
# With this in place of a signature, the proxy makes the right one.
SIGN = "sign"
ORDERS = f"/v1/{MERCHANT}/{TERMINAL}/orders"
# A number that is used with another amount, or an order that was not paid, is refused whatever the schema says.
RULES = """
[checks]
positive_data_acceptance.enabled = false
"""
SERVICE = f"""
[orders]
listen = "127.0.0.1:0"
key = "{KEY.hex()}"
"""


def mac(*parts):
    joined = b"\n".join(part if isinstance(part, bytes) else part.encode() for part in parts)
    return hmac.new(KEY, joined, hashlib.sha256).hexdigest()


class Gateway:
    def __init__(self, address):
        self.address = address
        self.checked = 0

    def send(self, method, path, body=b"", headers=None):
        line = http.client.HTTPConnection(self.address, timeout=20)
        line.request(method, path, body or None, headers or {})
        answer = line.getresponse()
        got = answer.status, dict(answer.getheaders()), answer.read()
        line.close()
        return got

    def ask(self, method, path, body=b"", more=None, at=None, nonce=None):
        """Signed, and the answer's signature checked."""
        at, nonce = str(at or int(time.time())), nonce or secrets.token_hex(16)
        signature = mac(method, path.split("?")[0], at, nonce, body)
        headers = {"Keytill-Time": at, "Keytill-Nonce": nonce, "Keytill-Signature": signature, **(more or {})}
        status, headers, said = self.send(method, path, body, headers)
        if "keytill-signature" in headers:
            expected = mac("answer", str(status), method, path.split("?")[0], nonce, headers["keytill-time"], said)
            assert hmac.compare_digest(headers["keytill-signature"].lower(), expected), f"{method} {path}: a wrong signature"
            self.checked += 1
        else:
            # What came with a signature is answered with one, but for what was too long to be read.
            assert status == 413 or path.startswith("/P/"), f"{method} {path}: {status} without a signature"
        return status, headers, said


def life(gateway):
    """From the opening of an order to its refunds, with every wrong signature on the way."""
    order = f"{ORDERS}/A1"
    opening = json.dumps({"order": "A1", "amount": 1234, "currency": "CNY", "seconds": 60}).encode()
    status, _, said = gateway.ask("POST", ORDERS, opening)
    opened = json.loads(said)
    assert (status, opened["state"]) == (201, "open"), said
    assert gateway.ask("POST", ORDERS, opening)[0] == 200, "opened twice"
    assert json.loads(gateway.ask("GET", order)[2])["code"] == opened["code"]
    # Nobody without the key is told anything, whatever is wrong about it.
    at, nonce = str(int(time.time())), secrets.token_hex(16)
    for headers in [
        {},
        {"Keytill-Time": at, "Keytill-Nonce": nonce, "Keytill-Signature": "00" * 32},
        {"Keytill-Time": at, "Keytill-Nonce": nonce, "Keytill-Signature": mac("GET", order, at, "x", b"")},
        {"Keytill-Time": at, "Keytill-Nonce": "x", "Keytill-Signature": mac("GET", order, at, "x", b"")},
        {"Keytill-Time": at, "Keytill-Nonce": nonce, "Keytill-Signature": mac("POST", order, at, nonce, b"")},
    ]:
        status, answered, said = gateway.send("GET", order, b"", headers)
        assert status == 401 and json.loads(said) == {"error": "signature"}, (headers, said)
        assert "keytill-signature" not in answered
    for at in (time.time() - 400, time.time() + 400):
        assert json.loads(gateway.ask("GET", order, at=int(at))[2]) == {"error": "clock"}
    nonce = secrets.token_hex(16)
    assert gateway.ask("GET", order, nonce=nonce)[0] == 200
    assert json.loads(gateway.ask("GET", order, nonce=nonce)[2]) == {"error": "replayed"}
    # The customer's page.
    page = urllib.parse.urlparse(opened["code"]).path
    assert "12.34" in gateway.send("GET", page)[2].decode()
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert gateway.send("POST", page, b"wallet=ecny", form)[0] == 200
    assert gateway.send("POST", page, b"wallet=ecny", form)[0] == 409, "paid twice"
    paid = json.loads(gateway.ask("POST", f"{order}/close", b'{"amount":1234}')[2])
    assert (paid["state"], paid["wallet"], len(paid["payment"])) == ("paid", "ecny", 12), paid
    # Refunds.
    give = lambda number, amount: gateway.ask("PUT", f"{order}/refunds/{number}", json.dumps({"amount": amount}).encode())
    assert [give("R1", 1000)[0], give("R1", 1000)[0], give("R1", 1)[0], give("R2", 235)[0], give("R3", 234)[0]] == [201, 200, 409, 409, 201]
    assert json.loads(gateway.ask("GET", order)[2])["refunded"] == 1234
    # What is closed before it is known can never be opened.
    assert json.loads(gateway.ask("POST", f"{ORDERS}/B1/close", b'{"amount":5}')[2])["state"] == "closed"
    late = json.dumps({"order": "B1", "amount": 5, "currency": "CNY", "seconds": 60}).encode()
    assert json.loads(gateway.ask("POST", ORDERS, late)[2])["state"] == "closed"


def proxy(gateway):
    """A server that signs what it is asked and hands it on."""

    class Signing(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            more = {"Content-Type": self.headers.get("Content-Type", "application/json")}
            given = self.headers.get("Keytill-Signature")
            try:
                if given == SIGN:
                    status, headers, said = gateway.ask(self.command, self.path, body, more)
                else:
                    # Without a signature, or with one that schemathesis made up.
                    more.update({"Keytill-Signature": given} if given is not None else {})
                    status, headers, said = gateway.send(self.command, self.path, body, more)
            except AssertionError as wrong:
                status, headers, said = 599, {}, str(wrong).encode()
            self.send_response(status)
            for name, value in headers.items():
                if name.lower() not in ("content-length", "connection", "date"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(said)

        do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = do_OPTIONS = do_TRACE = do_QUERY = handle_any

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Signing)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def ask_through_proxy(gateway, program, seed, folder):
    order = {"order": "S1", "amount": 700, "currency": "CNY", "seconds": 600}
    assert gateway.ask("POST", ORDERS, json.dumps(order).encode())[0] == 201
    server = proxy(gateway)
    url, header = f"http://127.0.0.1:{server.server_address[1]}", f"Keytill-Signature: {SIGN}"
    parameters = {"merchant": MERCHANT, "terminal": TERMINAL, "order": "S1"}
    cases = ask_with_schemathesis(program, seed, interface("orders.openapi.yaml"), url, header, parameters, RULES, folder)
    server.shutdown()
    return cases


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--schemathesis", required=True)
    parser.add_argument("--seed", default="1", help="of what schemathesis makes up; with the usual one it makes up the same each time")
    args = parser.parse_args()
    with host_sim(args.binary, SERVICE) as (folder, said):
        gateway = Gateway(said.removeprefix("order gateway at http://"))
        life(gateway)
        print(f"a whole order, {gateway.checked} signatures of answers checked")
        cases = ask_through_proxy(gateway, args.schemathesis, args.seed, folder)
    print(f"{cases} requests, each answered as the OpenAPI file says; {gateway.checked} signatures checked in all")


if __name__ == "__main__":
    main()
