"""An ABECS PIN pad on a pseudo-terminal, as small as a sale by chip without a PIN allows: it keeps no key and encrypts
nothing. It runs in a thread of the program that drives the test, so it outlives the terminal that is killed."""

import os
import pty
import secrets
import select
import threading
import time
import tty

SYN, ETB, DC3, ACK, CAN, EOT = 0x16, 0x17, 0x13, 0x06, 0x18, 0x04
SPECIAL = (SYN, ETB, DC3)
# The first card of the training tray: its host approves.
PAN, EXPIRY = "6210948000000000707", "3012"


def crc(data):
    value = 0
    for byte in data:
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1 ^ 0x1021 if value & 0x8000 else value << 1) & 0xFFFF
    return value.to_bytes(2, "big")


def packet(data):
    body = b"".join(bytes([DC3, b + 0x20]) if b in SPECIAL else bytes([b]) for b in data)
    return bytes([SYN]) + body + bytes([ETB]) + crc(data + bytes([ETB]))


def unpack(body):
    out, escaped = bytearray(), False
    for byte in body:
        if byte == DC3 and not escaped:
            escaped = True
        else:
            out.append(byte - 0x20 if escaped else byte)
            escaped = False
    return bytes(out)


def params(data):
    joined = b""
    while data:
        length = int(data[:3])
        joined, data = joined + data[3 : 3 + length], data[3 + length :]
    found = {}
    while joined:
        length = int.from_bytes(joined[2:4], "big")
        found[int.from_bytes(joined[:2], "big")], joined = joined[4 : 4 + length], joined[4 + length :]
    return found


def reply(name, values):
    joined = b"".join(i.to_bytes(2, "big") + len(v).to_bytes(2, "big") + v for i, v in values.items())
    return name + b"000" + f"{len(joined):03}".encode() + joined


def tags(wanted, amount):
    """Those of the wanted tags that the card has, in the order in which they are wanted."""
    day = bytes.fromhex(time.strftime("%y%m%d"))
    known = {
        "9F26": secrets.token_bytes(8), "9F27": b"\x80", "9F10": bytes.fromhex("07010103A00000010A010000000000000000"),
        "9F37": secrets.token_bytes(4), "9F36": b"\0\x01", "95": bytes.fromhex("0000008000"), "9A": day, "9C": b"\0",
        "9F02": bytes.fromhex(f"{amount:012}"), "5F2A": b"\x01\x56", "82": bytes.fromhex("7C00"), "9F1A": b"\x01\x56",
        "9F03": bytes(6), "9F33": bytes.fromhex("E028C8"), "9F34": bytes.fromhex("1F0302"), "9F35": b"\x22",
        "9F1E": b"KT000001", "84": bytes.fromhex("A000000333010102"), "4F": bytes.fromhex("A000000333010102"),
        "9F09": b"\0\x20", "9F41": bytes(4), "5F34": b"\x01", "9B": bytes.fromhex("E800"), "50": b"UnionPay Credit",
    }
    out, at = b"", 0
    while at < len(wanted):
        size = 2 if wanted[at] & 0x1F == 0x1F else 1
        value = known.get(wanted[at : at + size].hex().upper())
        if value is not None:
            out += wanted[at : at + size] + bytes([len(value)]) + value
        at += size
    return out


class Pad:
    """The pad. `link` is the path under which the terminal finds it."""

    def __init__(self, link):
        self.master, self.slave = pty.openpty()
        tty.setraw(self.slave)
        self.link, self.card, self.amount = link, threading.Event(), 0
        if os.path.islink(link):
            os.unlink(link)
        os.symlink(os.ttyname(self.slave), link)
        threading.Thread(target=self._serve, daemon=True).start()

    def present(self):
        """Holds the card to the pad: now, or as soon as the pad is asked for it."""
        self.card.set()

    def withdraw(self):
        self.card.clear()

    def _serve(self):
        """One byte at a time. A command, or CAN, ends the wait for a card."""
        data, waiting = b"", None
        while True:
            if waiting is not None and self.card.is_set():
                self.card.clear()
                os.write(self.master, packet(waiting))
                waiting = None
            if not select.select([self.master], [], [], 0.005)[0]:
                continue
            try:
                data += os.read(self.master, 4096)
            except OSError:
                return
            while data:
                if data[0] == CAN:
                    os.write(self.master, bytes([EOT]))
                    data, waiting = data[1:], None
                elif data[0] != SYN:
                    data = data[1:]
                else:
                    end = data.find(ETB)
                    if end < 0 or len(data) < end + 3:
                        break
                    command, data = unpack(data[1:end]), data[end + 3 :]
                    os.write(self.master, bytes([ACK]))
                    waiting = self._answer(command)

    def _answer(self, command):
        """Answers at once, or returns the answer for when there is a card."""
        name, body = command[:3], command[3:]
        answer = name + b"000"
        if name == b"GIX":
            answer = reply(name, {0x8001: b"CRASH-0001", 0x8003: b"Crash pad", 0x8004: b"Keytill", 0x8005: b"1111000000", 0x8007: b"2.20"})
        elif name == b"GCX":
            given = params(body)
            self.amount = int(given[0x0013])
            chip = {0x804F: b"03", 0x8050: b"0", 0x8051: b"010101", 0x8052: PAN.encode(), 0x8053: b"01"}
            chip |= {0x805B: b"UnionPay Credit", 0x805C: b"156", 0x805D: f"{EXPIRY}31".encode()}
            return reply(name, chip | {0x8054: tags(given.get(4, b""), self.amount)})
        elif name == b"GOX":
            answer = reply(name, {0x8056: b"200000", 0x8054: tags(params(body).get(4, b""), self.amount)})
        elif name == b"GTK":
            pack = lambda text: bytes.fromhex(text + "F" * (len(text) % 2))
            answer = reply(name, {0x8045: pack(f"{PAN}D{EXPIRY}2201234567"), 0x804A: pack(PAN)})
        elif name == b"FCX":
            agrees = params(body)[0x0019][:1] == b"0"
            answer = reply(name, {0x8058: b"000" if agrees else b"100", 0x8054: tags(params(body).get(4, b""), self.amount)})
        os.write(self.master, packet(answer))
        return None
