#!/usr/bin/env python3
"""A demo run in a pseudo-terminal, then every frame that crossed the wire is decoded by pyiso8583, compared field by
field with what the public description of the format wants. Its MACs and PIN blocks are computed again by psec; what cards and
issuer say to each other (ARQC, ARPC, script codes) by pyemv.

    decode_capture.py --binary target/release/keytill
"""

import argparse
import json
import os
import shutil
import tempfile

import issuer
import till
import unionpay
from terminal import Terminal
from unionpay import Frame

# The training world: its terminal, its master key, and the cards of its tray with the PIN that their holder types.
TERMINAL, MERCHANT = "00000001", "000000000000001"
TMK = b"KEYTILL-TRAINING"
TPDU_OUT, TPDU_BACK = "6000030000", "6000000003"
CHIP, DECLINED, WRONG_PIN, SILENT, BAD_MAC, TAP, STRIPE, SCRIPTS = 1, 2, 3, 4, 6, 7, 8, 20
PANS = {
    CHIP: "6210948000000000707",
    DECLINED: "6210948000000001408",
    WRONG_PIN: "6210948000000002109",
    SILENT: "6210948000000002802",
    BAD_MAC: "6210948000000004204",
    TAP: "6210948000000004907",
    STRIPE: "6210948000000005607",
    SCRIPTS: "6210948000000014005",
}
BATCH = "000001"
# Place in the tray, amount, verdict.
SALES = [
    (CHIP, 1234, "APPROVED"),
    (TAP, 500, "APPROVED"),
    (STRIPE, 2000, "APPROVED"),
    (DECLINED, 300, "NOT PAID"),
    (WRONG_PIN, 400, "NOT PAID"),
    (SILENT, 600, "NOT KNOWN"),
    (BAD_MAC, 700, "NOT KNOWN"),
    (SCRIPTS, 800, "APPROVED"),
]
CODES = {CHIP: "00", TAP: "00", STRIPE: "00", DECLINED: "51", WRONG_PIN: "55", BAD_MAC: "00", SCRIPTS: "00"}
# The issuer's scripts by their templates: header and data of the one command. The first gives back the tries of the PIN, the
# second one writes a limit.
SCRIPT_COMMANDS = {"71": ("84240000", ""), "72": ("04DA9F58", "05")}
SCRIPT_ID, SCRIPT_DONE = "00000001", "2000000001"
# Tags that field 55 of a sale must have, and those that it may have.
MANDATORY = "9F26 9F27 9F10 9F37 9F36 95 9A 9C 9F02 5F2A 82 9F1A 9F03 9F33".split()
OPTIONAL = "9F34 9F35 9F1E 84 9F09 9F41 9F63".split()
IN_REVERSAL = "95 9F1E 9F10 9F36 DF31".split()
REPLY_ALWAYS = {2, 3, 4, 11, 12, 13, 15, 25, 32, 37, 39, 41, 42, 44, 49, 60}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", default="target/release/keytill")
    args = parser.parse_args()
    work = tempfile.mkdtemp(prefix="keytill-capture-")
    try:
        capture = os.path.join(work, "capture")
        day = run_day(os.path.abspath(args.binary), os.path.join(work, "data"), capture)
        with open(capture) as lines:
            Check(day, [json.loads(line) for line in lines]).all()
    finally:
        shutil.rmtree(work, ignore_errors=True)


def run_day(binary, data, capture):
    """Sales, a void and the settlement; returns the voucher numbers as the screen says them."""
    vouchers = {}
    with Terminal([binary, "demo", "--lang", "en", "--data", data, "--capture", capture]) as t:
        till.sign_in(t)
        till.online(t)
        till.open_transactions(t)
        for place, amount, expected in SALES:
            word, voucher, screen = till.sell_in_training(t, amount, place)
            assert word == expected and voucher, screen
            vouchers[place] = voucher
            till.leave(t)
            till.queue_is_empty(t)
        word, voucher = till.void(t, vouchers[CHIP])
        assert word == "VOIDED", word
        vouchers["void"] = voucher
        screen = till.settle(t)
        assert "BALANCED - batch settled" in screen and "NOT BALANCED" not in screen, screen
        t.stop()
    return vouchers


class Check:
    """The captured lines in order, taken one by one."""

    def __init__(self, vouchers, lines):
        self.vouchers, self.lines, self.at = vouchers, lines, 0
        self.keys = None
        self.counts = {"frames": 0, "MACs": 0, "PIN blocks": 0, "check values": 0}
        self.counts |= {"ARQCs": 0, "ARPCs": 0, "script commands": 0}
        self.codes, self.chips = {}, {}

    def next(self, direction):
        line = self.lines[self.at]
        self.at += 1
        assert line.get("direction") == direction, f"line {self.at}: {line} is not {direction}"
        frame = bytes.fromhex(line["frame"])
        if frame:
            self.counts["frames"] += 1
        return line.get("reaction"), Frame(frame) if frame else None

    def ask(self):
        """One question and its answer; both keep the rules that hold for all."""
        _, question = self.next("in")
        if "keys" in self.lines[self.at]:
            keys = self.lines[self.at]["keys"]
            self.at += 1
            self.keys = {name: bytes.fromhex(value) for name, value in keys.items() if value}
        reaction, answer = self.next("out")
        assert question.tpdu.hex() == TPDU_OUT and question.header.hex() == "613100310000", "headers of a question"
        equal(question, {41: TERMINAL, 42: MERCHANT})
        assert 1 not in question.numbers()
        money = question.mti() in ("0200", "0400", "0620")
        assert (question.get(64) is not None) == money, f"field 64 in {question.mti()}"
        if money:
            assert question.mac_is_right(self.keys["mak"]), f"the MAC of {describe(question)}"
            self.counts["MACs"] += 1
        if question.mti() == "0400":
            assert not {26, 35, 36, 37, 52} & set(question.numbers()), "a reversal with track, PIN or RRN"
        if answer:
            assert answer.tpdu.hex() == TPDU_BACK, "destination and source are not swapped"
            assert answer.mti() == f"{int(question.mti()) + 10:04}"
            equal(answer, {41: TERMINAL, 42: MERCHANT})
            if question.get(11):
                equal(answer, {11: question.get(11)})
        return question, reaction, answer

    def all(self):
        self.sign_on()
        for place, amount, _ in SALES:
            self.sale(place, amount)
        self.void()
        self.settlement()
        assert self.at == len(self.lines), f"frames that nobody expected: {self.lines[self.at:]}"
        print(", ".join(f"{count} {what}" for what, count in self.counts.items()), "recomputed")

    def sign_on(self):
        question, _, answer = self.ask()
        exactly(question, "0800", {11: "000001", 60: f"00{BATCH}003", 63: "01 "})
        equal(answer, {39: "00", 60: f"00{BATCH}003"})
        assert {12, 13, 32, 37, 62} <= set(answer.numbers())
        keys = bytes.fromhex(answer.get(62))
        assert len(keys) == 40, "60.3 = 003 is 40 bytes"
        clear = {"pik": unionpay.undes(TMK, keys[:16])}
        single = keys[28:36] == bytes(8)
        clear["mak"] = unionpay.undes(TMK, keys[20 : 28 if single else 36])
        for name, value in (("pik", keys[16:20]), ("mak", keys[36:40])):
            assert unionpay.kcv(clear[name]) == value and clear[name] == self.keys[name], f"check value of {name}"
            self.counts["check values"] += 1

    def trade(self, place, amount, voucher, kind, how, without=()):
        """What sale, void and reversal have in common."""
        fields = {3: kind, 4: f"{amount:012}", 11: voucher, 22: how, 25: "00", 41: TERMINAL, 42: MERCHANT, 49: "156"}
        fields[60] = ("22" if kind == "000000" else "23") + BATCH + "000" + "6" + "0"
        if place != STRIPE:
            fields |= {2: PANS[place], 14: "3012"}
        if place != STRIPE and kind == "000000":
            fields[23] = "001"
        return {number: value for number, value in fields.items() if number not in without}

    def sale(self, place, amount):
        voucher, pan = self.vouchers[place], PANS[place]
        how = {TAP: "072", STRIPE: "021"}.get(place, "051")
        question, reaction, answer = self.ask()
        fields = self.trade(place, amount, voucher, "000000", how)
        track = question.get(35)
        assert track.startswith(f"{pan}D3012") and len(track) <= 37, "field 35"
        assert track[len(pan) + 5 :][:3] in ("201", "220", "120", "101", "121", "221"), "a service code"
        fields[35] = track
        if place != TAP:
            fields |= {26: "12", 53: "2600000000000000", 52: question.get(52)}
            self.pin(question.get(52), pan, "000000" if place == WRONG_PIN else "123456")
        if place != STRIPE:
            fields[55] = self.chips[place] = question.get(55)
            self.chip(question.get(55), amount, pan)
        exactly(question, "0200", fields)
        if place == SILENT:
            assert reaction == "silence" and answer is None
            return self.reversal(place, amount, voucher, "98")
        self.trade_answer(question, answer, CODES[place])
        assert answer.mac_is_right(self.keys["mak"]) == (place != BAD_MAC), "the MAC of the answer"
        if place == BAD_MAC:
            return self.reversal(place, amount, voucher, "A0")
        self.counts["MACs"] += 1
        if CODES[place] == "00":
            self.codes[place] = (answer.get(37), answer.get(38))
        if place != STRIPE:
            self.issuer(question, answer, place)
        if place == SCRIPTS:
            self.script_notice(place, voucher)
        return None

    def trade_answer(self, question, answer, code):
        numbers = set(answer.numbers())
        assert REPLY_ALWAYS <= numbers, f"{REPLY_ALWAYS - numbers} missing in {describe(answer)}"
        assert 22 not in numbers and 35 not in numbers and 52 not in numbers
        equal(answer, {39: code, 3: question.get(3), 4: question.get(4)})
        assert len(answer.get(44)) == 22 and len(answer.get(32)) == 8 and len(answer.get(37)) == 12

    def pin(self, block, pan, typed):
        block = bytes.fromhex(block)
        assert unionpay.pin_of(self.keys["pik"], block, pan) == typed, "the PIN in field 52"
        assert unionpay.pin_block(self.keys["pik"], typed, pan) == block, "the PIN block made again"
        self.counts["PIN blocks"] += 1

    def chip(self, data, amount, pan):
        tags = unionpay.tlv(bytes.fromhex(data))
        assert set(MANDATORY) <= set(tags), f"{set(MANDATORY) - set(tags)} missing in field 55"
        assert set(tags) <= set(MANDATORY + OPTIONAL), f"{set(tags) - set(MANDATORY + OPTIONAL)} not for field 55"
        assert (tags["9F02"], tags["5F2A"], tags["9C"]) == (f"{amount:012}", "0156", "00"), tags
        assert int(tags["9F27"], 16) & 0xC0 == 0x80, "the card asks for the host (ARQC)"
        assert issuer.cryptogram(tags, pan) == tags["9F26"], "the cryptogram of the request (ARQC)"
        self.counts["ARQCs"] += 1

    def issuer(self, question, answer, place):
        """The issuer's response, and its scripts where the card is one that gets some."""
        asked, told = (unionpay.tlv(bytes.fromhex(frame.get(55))) for frame in (question, answer))
        pan = PANS[place]
        assert told["91"] == issuer.response(asked, pan, CODES[place]), "the issuer's response (ARPC)"
        assert told["9F36"] == asked["9F36"]
        self.counts["ARPCs"] += 1
        scripts = SCRIPT_COMMANDS if place == SCRIPTS else {}
        assert set(told) == {"91", "9F36"} | set(scripts), told
        for template, (header, data) in scripts.items():
            script = unionpay.tlv(bytes.fromhex(told[template]))
            assert script == {"9F18": SCRIPT_ID, "86": issuer.command(asked, pan, header, data)}, script
            self.counts["script commands"] += 1

    def script_notice(self, place, voucher):
        """What became of the scripts, told in the background."""
        question, _, answer = self.ask()
        tags = unionpay.tlv(bytes.fromhex(question.get(55)))
        assert question.mti() == "0620" and question.get(61)[:12] == BATCH + voucher, describe(question)
        assert tags["DF31"] == SCRIPT_DONE * 2, tags
        # The second cryptogram is an approval, about the terminal's last results: nothing has failed.
        assert tags["95"][8:] == "00", tags
        equal(answer, {39: "00"})

    def reversal(self, place, amount, voucher, reason):
        question, _, answer = self.ask()
        fields = self.trade(place, amount, voucher, "000000", "051")
        tags = unionpay.tlv(bytes.fromhex(question.get(55)))
        assert {"95", "9F36"} <= set(tags) and set(tags) <= set(IN_REVERSAL) - {"9F10"}, tags
        exactly(question, "0400", fields | {39: reason, 55: question.get(55)})
        equal(answer, {39: "00", 4: question.get(4)})
        assert answer.mac_is_right(self.keys["mak"]), "the MAC of the answer to a reversal"
        self.counts["MACs"] += 1

    def void(self):
        question, _, answer = self.ask()
        rrn, code = self.codes[CHIP]
        fields = self.trade(CHIP, 1234, self.vouchers["void"], "200000", "012")
        exactly(question, "0200", fields | {37: rrn, 38: code, 61: BATCH + self.vouchers[CHIP]})
        self.trade_answer(question, answer, "00")
        assert answer.mac_is_right(self.keys["mak"]), "the MAC of the answer to a void"
        self.counts["MACs"] += 1

    def settlement(self):
        question, _, answer = self.ask()
        # The voided sale and its void are both counted: four sales, one void.
        totals = f"{1234 + 500 + 2000 + 800:012}004" + f"{1234:012}001"
        voucher = question.get(11)
        assert int(voucher) == int(self.vouchers["void"]) + 1
        fields = {11: voucher, 48: totals + "0" + "0" * 31, 49: "156", 60: f"00{BATCH}201", 63: "01 "}
        exactly(question, "0500", fields)
        assert 39 not in answer.numbers() and answer.get(48)[:30] == totals and answer.get(48)[30] == "1"
        for place, amount, how in ((CHIP, 1234, "051"), (TAP, 500, "072"), (SCRIPTS, 800, "051")):
            question, _, answer = self.ask()
            assert question.get(55) == self.chips[place], "field 55 of a detail is that of the sale"
            fields = {2: PANS[place], 4: f"{amount:012}", 11: self.vouchers[place], 22: how, 23: "001"}
            fields |= {55: question.get(55), 60: f"00{BATCH}20360", 62: f"610000{amount:012}156".encode().hex().upper()}
            exactly(question, "0320", fields)
            equal(answer, {39: "00"})
        question, _, answer = self.ask()
        exactly(question, "0320", {11: question.get(11), 48: "0003", 60: f"00{BATCH}207"})
        equal(answer, {39: "00"})


def describe(frame):
    return f"{frame.mti()} {frame.numbers()}"


def equal(frame, fields):
    for number, value in fields.items():
        assert frame.get(number) == value, f"field {number} of {describe(frame)}: {frame.get(number)}, not {value}"


def exactly(frame, mti, fields):
    """These fields with these values, and no other one but the terminal, the merchant and the MAC."""
    assert frame.mti() == mti, f"{describe(frame)}, not {mti}"
    equal(frame, fields)
    numbers = set(fields) | {41, 42} | ({64} if mti in ("0200", "0400") else set())
    assert set(frame.numbers()) == numbers, f"{mti}: fields {set(frame.numbers()) ^ numbers} differ"


if __name__ == "__main__":
    main()
