#!/usr/bin/env python3
"""The code of an approval from afar, computed with nothing but Python's own library.

Prints the code that src/domain/afar/tests.rs expects; what is computed is described at the head of src/domain/afar.rs.
"""
import hashlib
import hmac
import struct


def code(key, terminal, operator, action, approver, amount, challenge, seconds):
    text = b"keytill approval from afar 1"
    for field in (terminal, operator, action, approver):
        text += bytes([len(field)]) + field.encode()
    text += struct.pack(">QIq", amount, challenge, seconds // 60)
    mac = hmac.new(key, text, hashlib.sha256).digest()
    at = mac[-1] & 0x0F
    return (int.from_bytes(mac[at:at + 4], "big") & 0x7FFFFFFF) % 10**8


if __name__ == "__main__":
    key = bytes.fromhex("0a1b2c3d" * 8)
    print(f"{code(key, '99999906', '01', 'void', '00', 1234, 12345, 1_769_061_900):08}")
