"""The host simulator asked by a terminal that shares no code with it: messages by pyiso8583, MACs and PIN blocks by psec,
check values of CA keys by hashlib, cryptograms of a chip and the issuer's response by pyemv.

    host_sim.py --binary target/release/keytill
"""

import argparse
import hashlib
import os
import signal
import socket
import subprocess

import issuer
import unionpay
from unionpay import Frame, tlv

HERE = os.path.dirname(os.path.abspath(__file__))
CONFIG = os.path.join(HERE, "..", "..", "packaging", "host-sim.toml")
TERMINAL, MERCHANT, TMK = "00000001", "000000000000001", b"KEYTILL-TRAINING"
PAN, PIN, EXPIRY = "6210948000000000707", "123456", "3012"
CODE, PENDING = "134567890123456789", "6220000000000000004"

def chip(fen):
    """Field 55 with every mandatory tag."""
    rest = (
        "9F2701809F100807010103A00000019F3704AABBCCDD9F3602004C95050000000000"
        f"9A032601229C01009F0206{fen:012}5F2A02015682027C009F1A0201569F03060000000000009F3303E0E9C8"
    )
    return "9F2608" + issuer.cryptogram(tlv(bytes.fromhex(rest)), PAN) + rest


class Terminal:
    """A terminal of a few lines."""

    def __init__(self, address):
        host, port = address.rsplit(":", 1)
        self.socket = socket.create_connection((host, int(port)), timeout=20)
        self.stan, self.batch, self.pik, self.mak, self.counts = 0, 1, None, None, {"answers": 0, "MACs": 0}

    def exchange(self, message):
        frame = bytes.fromhex("6000030000" + "613100310000") + message
        self.socket.sendall(len(frame).to_bytes(2, "big") + frame)
        head = self._exactly(2)
        return Frame(self._exactly(int.from_bytes(head, "big")))

    def _exactly(self, count):
        data = b""
        while len(data) < count:
            piece = self.socket.recv(count - len(data))
            assert piece, "the host broke the line"
            data += piece
        return data

    def ask(self, mti, fields, code="00"):
        """Asks, with a MAC where field 64 is None, and checks what holds for every answer."""
        fields = {41: TERMINAL, 42: MERCHANT, **fields}
        signed = 64 in fields
        fields.pop(64, None)
        message = unionpay.sealed(mti, fields, self.mak) if signed else unionpay.encode(mti, fields)
        answer = self.exchange(message)
        self.counts["answers"] += 1
        assert answer.mti() == f"{int(mti) + 10:04}" and answer.tpdu.hex() == "6000000003"
        assert answer.get(39) == code, f"{mti} {fields.get(60)}: {answer.get(39)}, not {code}"
        for number in (41, 42):
            assert answer.get(number) == fields[number]
        if signed:
            assert answer.mac_is_right(self.mak), f"the MAC of the answer to {mti}"
            self.counts["MACs"] += 1
            assert answer.get(22) is None and len(answer.get(37)) == 12
        if 11 in fields:
            assert answer.get(11) == fields[11]
        return answer

    def trade(self, mti, key, fen, code="00", **fields):
        processing, condition, kind = key
        self.stan += 1
        all_fields = {3: processing, 4: f"{fen:012}", 11: f"{self.stan:06}", 22: "012", 25: condition, 49: "156"}
        all_fields |= {60: f"{kind}{self.batch:06}00050", 64: None}
        all_fields |= {int(name[1:]): value for name, value in fields.items()}
        return self.ask(mti, {n: v for n, v in all_fields.items() if v is not None or n == 64}, code)

    def card(self, fen):
        """A card in the slot with its PIN."""
        block = unionpay.pin_block(self.pik, PIN, PAN).hex().upper()
        return {
            "f2": PAN, "f14": EXPIRY, "f22": "051", "f23": "001", "f26": "12", "f35": f"{PAN}D{EXPIRY}201",
            "f52": block, "f53": "2600000000000000", "f55": chip(fen),
        }

    def manage(self, mti, code, answer="00", **fields):
        named = {int(name[1:]): value for name, value in fields.items()}
        return self.ask(mti, {60: f"00{self.batch:06}{code}", **named}, answer)

    def sign_on(self):
        answer = self.manage("0800", "003", f11="000001", f63="01 ")
        keys = bytes.fromhex(answer.get(62))
        assert len(keys) == 40
        self.pik, self.mak = unionpay.undes(TMK, keys[:16]), unionpay.undes(TMK, keys[20:36])
        assert unionpay.kcv(self.pik) == keys[16:20] and unionpay.kcv(self.mak) == keys[36:40]
        assert answer.get(60)[:8] == f"00{self.batch:06}"
        self.stan = 1


def trades(t):
    """Every online trade with money once; returns the totals as a terminal counts them."""
    balance = t.trade("0200", ("310000", "00", "01"), 0, f4=None, **t.card(0))
    assert len(balance.get(54)) == 20 and balance.get(4) is None
    sale = t.trade("0200", ("000000", "00", "22"), 1000, **t.card(1000))
    assert tlv(bytes.fromhex(sale.get(55)))["9F36"] == "004C" and len(sale.get(44)) == 22 and len(sale.get(63)) == 123
    asked, told = tlv(bytes.fromhex(t.card(1000)["f55"])), tlv(bytes.fromhex(sale.get(55)))
    assert told["91"] == issuer.response(asked, PAN, "00"), "the issuer's response"
    forged = t.card(100)["f55"].replace(tlv(bytes.fromhex(chip(100)))["9F26"], "0102030405060708")
    t.trade("0200", ("000000", "00", "22"), 100, "05", **{**t.card(100), "f55": forged})
    wrong = {**t.card(100), "f52": unionpay.pin_block(t.pik, "000000", PAN).hex().upper()}
    t.trade("0200", ("000000", "00", "22"), 100, "55", **wrong)
    voided = t.trade("0200", ("000000", "00", "22"), 300, **t.card(300))
    number = {"f2": PAN, "f14": EXPIRY}
    t.trade("0200", ("200000", "00", "23"), 300, **number, f37=voided.get(37), f61=f"{t.batch:06}{voided.get(11)}")
    zeros = f"{0:012}{sale.get(13)}"
    t.trade("0220", ("200000", "00", "25"), 1001, "61", **number, f22="052", f37=sale.get(37), f61=zeros, f63="000")
    t.trade("0220", ("200000", "00", "25"), 400, **number, f22="052", f37=sale.get(37), f61=zeros, f63="000")
    held = t.trade("0100", ("030000", "06", "10"), 2000, **t.card(2000))
    follow = {**number, "f38": held.get(38), "f61": zeros}
    t.trade("0200", ("000000", "06", "20"), 2301, "61", **follow)
    t.trade("0200", ("000000", "06", "20"), 2300, **follow)
    t.trade("0100", ("200000", "06", "11"), 2000, "25", **follow)
    return {"debit": (3, 1000 + 300 + 2300), "credit": (2, 300 + 400)}, [(sale, 1000), (voided, 300)]


def reversed_sale(t):
    t.trade("0200", ("000000", "00", "22"), 700, **t.card(700))
    fields = {2: PAN, 3: "000000", 4: f"{700:012}", 11: f"{t.stan:06}", 14: EXPIRY, 22: "051", 23: "001", 25: "00"}
    fields |= {39: "98", 49: "156", 55: "950500000000009F3602004C", 60: f"22{t.batch:06}00050", 64: None}
    for _ in range(2):
        answer = t.ask("0400", fields)
        assert tlv(bytes.fromhex(answer.get(55))) == {"9F36": "004C"}


def codes(t):
    """Payments by code: one paid at once, one after two questions."""
    scanned = lambda code: {"f22": "032", "f59": f"A3{len(code):03}{code}"}
    paid = t.trade("0200", ("000000", "00", "22"), 500, **scanned(CODE))
    assert paid.get(59)[:5] == "A4020" and len(paid.get(59)) == 25 and paid.get(2) is None
    pending = t.trade("0200", ("000000", "00", "22"), 600, "09", **scanned(PENDING))
    original = f"{t.batch:06}{pending.get(11)}"
    t.trade("0200", ("670000", "00", "01"), 600, "09", f61=original)
    answer = t.trade("0200", ("670000", "00", "01"), 600, "00", f61=original)
    assert answer.get(37) == pending.get(37)
    return 2, 1100


def downloads(t):
    """All CA keys by list and one by one, their check values made again; all AIDs."""
    listed = bytes.fromhex(t.manage("0820", "372", f62=b"100".hex()).get(62))
    assert listed[:1] == b"1", "one block"
    groups = listed[1:].split(bytes.fromhex("9F06"))[1:]
    for group in groups:
        parts = tlv(bytes.fromhex("9F06") + group)
        wanted = bytes.fromhex("9F0605" + parts["9F06"] + "9F2201" + parts["9F22"])
        data = bytes.fromhex(t.manage("0800", "370", f62=wanted.hex()).get(62))
        key = tlv(data[1:])
        digest = hashlib.sha1(bytes.fromhex(key["9F06"] + key["9F22"] + key["DF02"] + key["DF04"])).hexdigest()
        assert data[:1] == b"1" and key["DF03"] == digest.upper(), parts
        assert len(key["DF05"]) in (8, 16)
    t.manage("0800", "371")
    aids = bytes.fromhex(t.manage("0820", "382", f62=b"100".hex()).get(62))[1:]
    aids = [aids[at : at + 11] for at in range(0, len(aids), 11)]
    for aid in aids:
        parameters = tlv(bytes.fromhex(t.manage("0800", "380", f62=aid.hex()).get(62))[1:])
        assert parameters["9F06"] == aid[3:].hex().upper() and "DF21" in parameters
    t.manage("0800", "381")
    return len(groups), len(aids)


def settle(t, totals, details):
    half = "".join(f"{totals[side][1]:012}{totals[side][0]:03}" for side in ("debit", "credit"))
    answer = t.manage("0500", "201", None, f11=f"{t.stan + 1:06}", f48=half + "0" + "0" * 31, f49="156", f63="01 ")
    assert answer.get(48) == half + "1" + "0" * 30 + "1", answer.get(48)
    for sale, fen in details:
        fields = {"f2": PAN, "f4": f"{fen:012}", "f11": sale.get(11), "f22": "051", "f55": chip(fen)}
        t.manage("0320", "203", **fields, f62=f"610000{fen:012}156".encode().hex())
    t.manage("0320", "207", f11=f"{t.stan + 2:06}", f48=f"{len(details):04}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    binary = os.path.abspath(parser.parse_args().binary)
    command = [binary, "host-sim", "--config", CONFIG, "--listen", "127.0.0.1:0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as host:
        try:
            first = host.stdout.readline().strip()
            assert first.startswith("listening on "), first
            t = Terminal(first.removeprefix("listening on "))
            t.sign_on()
            totals, details = trades(t)
            reversed_sale(t)
            count, fen = codes(t)
            totals["debit"] = (totals["debit"][0] + count, totals["debit"][1] + fen)
            keys, aids = downloads(t)
            settle(t, totals, details)
            t.batch += 1
            t.trade("0200", ("000000", "00", "22"), 100, **t.card(100))
        finally:
            host.send_signal(signal.SIGTERM)
        lines = host.stdout.read().splitlines()
    assert host.returncode == 128 + signal.SIGTERM, host.returncode
    different = [line for line in lines if "difference" in line]
    assert not different, different
    assert not any(PAN in line for line in lines), "a card number on standard output"
    assert len(lines) == t.counts["answers"]
    print(f"{t.counts['answers']} answers, {t.counts['MACs']} MACs, {keys} CA keys, {aids} AIDs, one settlement: all as they should be")


if __name__ == "__main__":
    main()
