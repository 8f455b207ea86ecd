#!/usr/bin/env python3
"""The code of an approval from afar, computed with nothing but Python's own library, and that of `keytill approve`.

    approval.py --binary target/release/keytill

Prints the code that src/domain/afar/tests.rs expects; what is computed is described at the head of src/domain/afar.rs.
"""
import argparse
import hashlib
import hmac
import os
import struct
import subprocess
import tempfile
import time


def code(key, terminal, operator, action, approver, amount, challenge, seconds):
    text = b"keytill approval from afar 1"
    for field in (terminal, operator, action, approver):
        text += bytes([len(field)]) + field.encode()
    text += struct.pack(">QIq", amount, challenge, seconds // 60)
    mac = hmac.new(key, text, hashlib.sha256).digest()
    at = mac[-1] & 0x0F
    return (int.from_bytes(mac[at:at + 4], "big") & 0x7FFFFFFF) % 10**8


def by_the_program(binary, key):
    """What `keytill approve` says now, between two looks at the clock."""
    with tempfile.NamedTemporaryFile("w", prefix="keytill-approval-") as file:
        file.write(key.hex())
        file.flush()
        os.chmod(file.name, 0o600)
        words = "--terminal 99999906 --operator 01 --action void --amount 12.34 --challenge 012345 --approver 00"
        done = subprocess.run([binary, "approve", "--key", file.name, *words.split()], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return "".join(done.stdout.split())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    binary = parser.parse_args().binary
    key = bytes.fromhex("0a1b2c3d" * 8)
    at = lambda seconds: f"{code(key, '99999906', '01', 'void', '00', 1234, 12345, seconds):08}"
    print(f"the code of the unit test: {at(1_769_061_900)}")
    before = int(time.time())
    said = by_the_program(binary, key)
    assert said in (at(before), at(int(time.time()))), f"the program says {said}, not {at(before)}"
    print("keytill approve says the same as this")


if __name__ == "__main__":
    main()
