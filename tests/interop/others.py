#!/usr/bin/env python3
"""`keytill run --config` against an acquirer host and a PIN pad that share no code with it: two days with different
profiles, then the journal's export is compared with the host's own books.

    others.py --binary target/release/keytill
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile

import till
from other_host import Host
from other_pad import Card, Pad
from terminal import ENTER, ESC, Terminal

TERMINAL, MERCHANT = "48201234", "898110248208123"
TMK = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
SLOT = 7
GOOD = Card("6225880000000000015", "chip", "1234")
LONG_PIN = Card("6225880000000000023", "chip", "987654321012")
NO_PIN = Card("6225880000000000031", "chip", None)
TAP = Card("6225880000000000049", "tap", "123456", sequence=3)
SWIPE = Card("6225880000000056", "swipe", "4711", service="120")
CHIP_SWIPED = Card("6225880000000000064", "swipe", "4711", service="201")
POOR = Card("6225880000000000072", "chip", "1234")
SILENT = Card("6225880000000000080", "chip", "1234")
BAD_MAC = Card("6225880000000000098", "chip", "1234")
CARD_SAYS_NO = Card("6225880000000000106", "chip", "1234", second="100")
STRAYS = Card("6225880000000000114", "tap", None)
PURSE = Card("6225880000000000122", "chip", None, purse=True)
CARDS = [v for v in list(globals().values()) if isinstance(v, Card)]
PINS = {card.pan: card.pin for card in CARDS}
PINS[NO_PIN.pan] = PINS[STRAYS.pan] = PINS[PURSE.pan] = None

CONFIG = """
data = "{data}"
language = "zh-CN"
keymap = "pc"
[merchant]
name = "OTHER SHOP"
[host]
address = "{address}"
[host.profile]
terminal = "{terminal}"
merchant = "{merchant}"
tpdu = "{tpdu}"
header = "{header}"
sign_on = "{code}"
mac = "{mac}"
track = "{track}"
trade_f60 = {f60}
security_without_pin = "0600000000000000"
operator_form = "three-digits"
totals_form = "{totals_form}"
connect_timeout = 3
answer_timeout = 4
[keys]
tmk_index = {slot}
{tmk}
[trades]
tap_without_pin = 100000
ecash_limit = 20000
[reader]
device = "{device}"
[printer]
kind = "file"
path = "{data}/receipts.escpos"
text_path = "{data}/receipts.txt"
[log]
file = "{data}/log"
level = "debug"
"""


class Day:
    """A terminal, a host and a pad in a folder of their own."""

    def __init__(self, binary, work, name, tpdu, header, batch, tmk_in_pad, ack_delay, **host):
        self.binary, self.data = binary, os.path.join(work, name)
        os.makedirs(self.data, mode=0o700)
        self.host = Host(TMK, tpdu, header, TERMINAL, MERCHANT, PINS, batch, **host)
        self.host.conduct = {POOR.pan: "51", SILENT.pan: "silent", BAD_MAC.pan: "bad-mac", STRAYS.pan: "strays"}
        self.pad = Pad(os.path.join(self.data, "pad"), {SLOT: TMK}, ack_delay)
        self.pad.plug()
        self.config = os.path.join(self.data, "keytill.toml")
        with open(self.config, "w") as file:
            file.write(CONFIG.format(
                data=self.data, address=self.host.address, terminal=TERMINAL, merchant=MERCHANT, tpdu=tpdu, header=header,
                code=self.host.code, mac=self.host.mac, track=self.host.track, f60=self.host.f60, slot=SLOT, device=self.pad.link,
                totals_form="domestic" if self.host.totals == 31 else "domestic-and-foreign",
                tmk="" if tmk_in_pad else f'tmk = "{TMK.hex()}"\nallow_software_master_key = true',
            ))
        till.set_passwords(binary, self.config)
        self.expected = []

    def start(self):
        return Terminal([self.binary, "run", "--config", self.config, "--lang", "en"])

    def sell(self, t, card, amount, word, seconds=40):
        """One sale; what it should be goes on the list that the export is compared with at the end."""
        till.begin_sale(t, amount)
        self.pad.present(card)
        found, voucher, screen = till.verdict(t, seconds)
        state = {"APPROVED": "approved", "NOT PAID": "declined", "NOT KNOWN": "reversed"}[word]
        assert found == word and voucher, f"{word} for {card.pan[-4:]} was wanted:\n{screen}"
        self.expected.append((self.host.batch, voucher, "sale", state, amount, card.pan))
        till.leave(t)
        till.queue_is_empty(t)
        print(f"  {card.entry:5} {amount / 100:8.2f} {word}")
        return voucher, screen

    def void(self, t, voucher):
        word, own = till.void(t, voucher, till.PASSWORDS["00"])
        assert word == "VOIDED", word
        index = next(i for i, row in enumerate(self.expected) if row[1] == voucher and row[0] == self.host.batch)
        batch, _, kind, _, amount, pan = self.expected[index]
        self.expected[index] = (batch, voucher, kind, "voided", amount, pan)
        self.expected.append((batch, own, "void", "approved", amount, pan))
        print(f"  void  {amount / 100:8.2f} VOIDED")

    def settle(self, t, word):
        batch = self.host.batch
        screen = till.settle(t, seconds=90)
        assert word in screen and (word != "BALANCED" or "NOT BALANCED" not in screen), screen
        print(f"  batch {batch} {word}")

    def no_complaints(self):
        assert not self.host.complaints, "the host complains:\n" + "\n".join(self.host.complaints)
        assert not self.pad.complaints, "the pad complains:\n" + "\n".join(self.pad.complaints)

    def compare(self):
        """The journal against the host's books and against what the screens said."""
        run = lambda *a: subprocess.run([self.binary, "journal", *a, "--data", self.data], capture_output=True, text=True)
        verify = run("verify")
        assert verify.returncode == 0 and verify.stdout.endswith("ok\n"), verify
        rows = [json.loads(line) for line in run("export", "--format", "jsonl").stdout.splitlines()]
        ours = {(f"{int(r['batch']):06}", f"{int(r['stan']):06}"): r for r in rows}
        sent = {key: r for key, r in ours.items() if r["state"] != "not_sent"}
        assert set(sent) == set(self.host.books), set(sent) ^ set(self.host.books)
        for key, row in sent.items():
            entry = self.host.books[key]
            found = (row["kind"], row["amount_minor"], row["state"])
            assert found == (entry["kind"], entry["amount"], entry["state"]), f"{key}: {found}, the host has {entry}"
            assert row["pan"][:6] + row["pan"][-4:] == entry["pan"][:6] + entry["pan"][-4:] and "*" in row["pan"]
            if entry["state"] in ("approved", "voided"):
                assert row["rrn"] == entry["rrn"], f"{key}: RRN {row['rrn']}, the host has {entry['rrn']}"
        for batch, voucher, kind, state, amount, _ in self.expected:
            row = ours[(batch, voucher)]
            assert (row["kind"], row["state"], row["amount_minor"]) == (kind, state, amount), row
        self.clean_files()
        print(f"  {len(sent)} transactions agree with the host's books; {verify.stdout.splitlines()[1]}")

    def clean_files(self):
        """No card number, PIN or key in clear in anything that the terminal wrote."""
        secrets = [card.pan for card in CARDS] + [TMK.hex(), TMK.hex().upper(), self.host.mak.hex(), self.host.pik.hex()]
        secrets = [s.encode() for s in secrets] + [TMK, self.host.mak, self.host.pik]
        for root, _, files in os.walk(self.data):
            for name in files:
                path = os.path.join(root, name)
                if path == self.config or os.path.islink(path):
                    continue
                with open(path, "rb") as file:
                    content = file.read()
                for secret in secrets:
                    assert secret not in content, f"a secret in {path}"

    def details(self, batch):
        return sorted((code, stan, amount) for b, code, stan, _, amount in self.host.details if b == batch)


def first_day(binary, work):
    """The master key in the pad, a single-length MAC key with its zero half, header version 32."""
    day = Day(
        binary, work, "pad-key", "6005010000", "603200322012", "000123", tmk_in_pad=True, ack_delay=0.0, f60=14, totals=62
    )
    host = day.host
    with day.start() as t:
        till.sign_in(t, password=till.PASSWORDS["01"])
        till.online(t)
        till.open_transactions(t)
        first, _ = day.sell(t, GOOD, 1234, "APPROVED")
        assert day.pad.last_word[:2] == ("0", "00") and day.pad.last_word[2], "the card did not hear the host's word"
        day.sell(t, TAP, 500, "APPROVED")
        day.sell(t, SWIPE, 2000, "APPROVED")
        day.sell(t, LONG_PIN, 100, "APPROVED")
        day.sell(t, NO_PIN, 1, "APPROVED")
        day.sell(t, TAP, 100001, "APPROVED")  # above the limit: with a PIN
        day.sell(t, STRAYS, 333, "APPROVED")
        host.close_after_answer = True
        _, screen = day.sell(t, POOR, 300, "NOT PAID")
        host.close_after_answer = False
        assert day.pad.last_word[0] == "1"
        host.deaf_to_reversals = 1
        day.sell(t, SILENT, 600, "NOT KNOWN")
        day.sell(t, BAD_MAC, 700, "NOT KNOWN")
        day.sell(t, CARD_SAYS_NO, 800, "NOT KNOWN")
        reasons = [e.get("reason") for e in host.books.values() if e["state"] == "reversed"]
        assert reasons == ["98", "A0", "96"], reasons
        told = ["script" in e for e in host.books.values() if e["state"] == "approved" and e["request"].get(22)[:2] == "05"]
        assert told and all(told), f"script results of {sum(told)} of {len(told)} chip sales came"
        day.void(t, first)
        unplugged(day, t)
        chip_swiped(day, t)
        broken_chip(day, t)
        failed_tap(day, t)
        electronic_cash(day, t)
        no_key(day, t)
        day.settle(t, "BALANCED")
        chips = [("203", v, a) for b, v, k, s, a, p in day.expected if is_chip_detail(b, "000123", k, s, p)]
        assert day.details("000123") == sorted(chips), day.details("000123")
        second_batch(day, t)
        assert t.stop() in (143, 0)
    day.no_complaints()
    assert day.pad.tables, "the host's card applications did not reach the pad"
    day.compare()


def second_batch(day, t):
    """The host orders a new sign-on, loses a sale, and finds other totals."""
    host, batch = day.host, "000124"
    assert host.batch == batch
    host.say_39_in_0510 = True
    host.order = 3
    before = len([f for f in host.log if f.mti() == "0800"])
    day.sell(t, GOOD, 4321, "APPROVED")
    till.online(t)
    kept, _ = day.sell(t, SWIPE, 77, "APPROVED")
    lost, _ = day.sell(t, NO_PIN, 55, "APPROVED")
    assert len([f for f in host.log if f.mti() == "0800"]) == before + 1, "header digit 6 = 3 asks for one new sign-on"
    host.forget = {(batch, lost)}
    day.void(t, kept)
    day.settle(t, "NOT BALANCED")
    rows = [r for r in day.expected if r[0] == batch]
    wanted = [("205", v, a) for b, v, k, s, a, p in rows if is_chip_detail(b, batch, k, s, p)]
    wanted += [("201", v, a) for b, v, k, s, a, p in rows if k == "void" or p == SWIPE.pan]
    assert day.details(batch) == sorted(set(wanted)), (day.details(batch), wanted)
    order = [d[1] for d in host.details if d[0] == batch]
    assert order == sorted(order), f"stripe details go up before chip details: {order}"


def is_chip_detail(batch, wanted, kind, state, pan):
    entry = next(card.entry for card in CARDS if card.pan == pan)
    return batch == wanted and kind == "sale" and state in ("approved", "voided") and entry in ("chip", "tap")


def unplugged(day, t):
    """The pad goes away while it waits for a card, and comes back."""
    till.begin_sale(t, 900)
    assert day.pad.waiting_for_card.wait(20)
    day.pad.unplug()
    t.wait("NOT PAID", seconds=20)
    till.leave(t)
    t.wait("Reader gone", seconds=20)
    day.pad.waiting_for_card.clear()
    day.pad.plug()
    t.wait("Reader OK", seconds=30)
    day.sell(t, GOOD, 901, "APPROVED")
    print("  pad unplugged while it waited, plugged in again")


def chip_swiped(day, t):
    """A card with a chip is swiped: it must be inserted."""
    till.begin_sale(t, 902)
    day.pad.present(CHIP_SWIPED)
    t.wait("Chip card: please insert")
    # The holder presses cancel on the pad.
    day.pad.present(13)
    word, _, screen = till.verdict(t)
    assert word == "NOT PAID" and "Cancelled by the cardholder" in screen, screen
    till.leave(t)
    # The operator cancels.
    till.begin_sale(t, 903)
    assert day.pad.waiting_for_card.wait(20)
    t.wait("Insert, tap or swipe")
    t.keys(ESC)
    word, _, screen = till.verdict(t)
    assert word == "NOT PAID" and "Cancelled" in screen, screen
    till.leave(t)


def broken_chip(day, t):
    """The chip cannot be read, so the stripe is taken although it names a chip; on the way a reply is damaged once."""
    day.host.fallbacks.add(CHIP_SWIPED.pan)
    till.begin_sale(t, 904)
    day.pad.present(76)
    t.wait("Chip failed: please swipe")
    day.pad.damage_next = True
    day.pad.present(CHIP_SWIPED)
    word, voucher, screen = till.verdict(t)
    assert word == "APPROVED", screen
    assert not day.pad.damage_next, "no reply was damaged"
    day.expected.append((day.host.batch, voucher, "sale", "approved", 904, CHIP_SWIPED.pan))
    till.leave(t)
    print("  swipe     9.04 APPROVED after a chip that cannot be read, with a damaged reply sent again")


def failed_tap(day, t):
    """A tap comes to nothing: the card is asked for again, with contactless off, and inserted."""
    till.begin_sale(t, 906)
    day.pad.present(83)
    t.wait("Tap failed: please insert")
    day.pad.present(GOOD)
    word, voucher, screen = till.verdict(t)
    assert word == "APPROVED", screen
    day.expected.append((day.host.batch, voucher, "sale", "approved", 906, GOOD.pan))
    till.leave(t)
    print("  chip      9.06 APPROVED after a tap that failed")


def electronic_cash(day, t):
    """The card pays by itself below the limit that the pad was told, asks the host at the limit, and is not believed where
    nobody let it approve."""
    for amount, kind in ((19999, "ecash_sale"), (20000, "sale")):
        till.begin_ecash(t, amount)
        day.pad.present(PURSE)
        word, voucher, screen = till.verdict(t)
        assert word == "APPROVED", screen
        day.expected.append((day.host.batch, voucher, kind, "approved", amount, PURSE.pan))
        till.leave(t)
        till.queue_is_empty(t)
        print(f"  chip  {amount / 100:8.2f} APPROVED, {kind}")
    day.sell(t, PURSE, 907, "APPROVED")
    day.pad.disobeys, booked = True, len(day.host.books)
    till.begin_sale(t, 908)
    day.pad.present(PURSE)
    word, _, screen = till.verdict(t)
    assert word == "NOT PAID" and "approved unasked" in screen, screen
    day.pad.disobeys = False
    till.leave(t)
    till.queue_is_empty(t)
    assert len(day.host.books) == booked, "the host was told of what nobody let the card approve"
    print("  a card that approves unasked: NOT PAID")


def no_key(day, t):
    """The pad has lost its master key: no PIN, so no sale, and the screen says which slot."""
    keys, day.pad.keys = day.pad.keys, {}
    till.begin_sale(t, 905)
    day.pad.present(GOOD)
    word, _, screen = till.verdict(t)
    assert word == "NOT PAID" and f"slot {SLOT}" in screen, screen
    day.pad.keys = keys
    till.leave(t)
    print("  the pad without its master key: NOT PAID")


def second_day(binary, work):
    """The master key in the terminal, double-length keys with a track key, header version 31, short field 60, a slow
    pad, totals of domestic cards only; the terminal is killed while a sale is in flight."""
    day = Day(
        binary, work, "own-key", "6000060000", "613100311108", "999999", tmk_in_pad=False, ack_delay=1.0,
        double_mak=True, f60=8, totals=31, code="004",
    )
    with day.start() as t:
        till.sign_in(t, password=till.PASSWORDS["01"])
        till.online(t, seconds=60)
        till.open_transactions(t)
        first, _ = day.sell(t, GOOD, 1234, "APPROVED")
        day.sell(t, SWIPE, 5000, "APPROVED")
        day.void(t, first)
        till.begin_sale(t, 600)
        day.pad.present(SILENT)
        t.wait("Waiting for the bank", seconds=30)
        day.host.wait_for("0200", 600)
        t.kill(9)
    with day.start() as t:
        t.wait("NOT KNOWN", seconds=20)
        till.sign_in(t, password=till.PASSWORDS["01"])
        till.online(t, seconds=60)
        till.open_transactions(t)
        till.queue_is_empty(t)
        day.settle(t, "BALANCED")
        assert day.host.batch == "000001", "999999 is followed by 000001"
        assert t.stop() in (143, 0)
    reasons = [e.get("reason") for e in day.host.books.values() if e["state"] == "reversed"]
    assert reasons == ["98"], reasons
    day.no_complaints()
    day.compare()


def third_day(binary, work):
    """The MAC of X9.19 and encrypted tracks with the master key in the pad, double-length keys."""
    other_macs(binary, work, "x9.19", tmk_in_pad=True)


def fourth_day(binary, work):
    """The MAC of X9.9 and encrypted tracks with the master key in the terminal, double-length keys."""
    other_macs(binary, work, "x9.9", tmk_in_pad=False)


def other_macs(binary, work, mac, tmk_in_pad):
    day = Day(
        binary, work, mac, "6000030000", "613100310000", "000007", tmk_in_pad=tmk_in_pad, ack_delay=0.0,
        double_mak=True, code="004", mac=mac, track="encrypted",
    )
    # A pad that knows no encrypted line in one of the two.
    day.pad.encrypts = tmk_in_pad
    with day.start() as t:
        till.sign_in(t, password=till.PASSWORDS["01"])
        till.online(t)
        till.open_transactions(t)
        first, _ = day.sell(t, GOOD, 1234, "APPROVED")
        day.sell(t, SWIPE, 2000, "APPROVED")
        day.sell(t, TAP, 500, "APPROVED")
        day.sell(t, BAD_MAC, 700, "NOT KNOWN")
        day.void(t, first)
        day.settle(t, "BALANCED")
        assert t.stop() in (143, 0)
    tracks = [frame for frame in day.host.log if frame.get(35)]
    assert len(tracks) >= 4, "tracks were sent"
    day.no_complaints()
    day.compare()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", default="target/release/keytill")
    parser.add_argument("--keep", action="store_true", help="keep the folder with the data and the log")
    args = parser.parse_args()
    work = tempfile.mkdtemp(prefix="keytill-others-")
    try:
        for day in (first_day, second_day, third_day, fourth_day):
            print(day.__doc__.split(",")[0].split(";")[0].replace("\n   ", "") + ":")
            day(os.path.abspath(args.binary), work)
    finally:
        if args.keep:
            print(work)
        else:
            shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
