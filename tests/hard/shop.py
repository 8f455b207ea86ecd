#!/usr/bin/env python3
"""Hard use: days of a shop through the real program in a pseudo-terminal, as fast as it goes. It sells, voids, refunds, settles, signs out
and in; the host loses, delays and spoils messages meanwhile, and technicians come and go (technician.py). Every minute a line says what
the program holds: memory, file descriptors, threads, bytes of the journal, and how long a key takes to the screen. At the end
the journal is checked and compared with the host's books, transaction by transaction.

    shop.py --binary target/release/keytill --minutes 60

Standard library only. Ends with 1 where the books differ, a technician was turned away, or memory, descriptors or the time of a key
have grown.
"""

import argparse
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "crash"))

from rig import ENTER, ESC, PASSWORD, VERDICTS, Box, Host, Missing, Pad, sign_in, to_the_card, voucher

# One message in a hundred or so goes wrong, in one of these ways.
FAULTS = ("no-answer@0200 %1", "late:2@0200 %1", "bad-mac@0200 %1", "drop-after-send@0200 %1", "lost@0400 %10", "duplicate@0210 %1",
          "no-answer@upload %2", "late:1@settlement %10")
# So many sales between two settlements, and between two sign-outs.
BATCH, SHIFT = 150, 40
# What the program may have grown by from the tenth minute to the end.
MORE_KB, MORE_FDS = 2048, 2
# And so many times longer a key may take in the last ten minutes than in the first ten, at the median.
SLOWER = 1.5
SUPERVISOR, ADMINISTRATOR = "258013", "25801369"
HERE = os.path.dirname(os.path.abspath(__file__))


class Shop:
    """A shop, and what has been seen in it."""

    def __init__(self, binary, folder, seed):
        self.dice = random.Random(seed)
        self.host = Host(binary, folder, faults=FAULTS)
        self.pad = Pad(os.path.join(folder, "pad"))
        self.box = Box(binary, folder, os.path.join(folder, "data"), self.host, self.pad, patience=3)
        self.box.set_passwords()
        self.binary = binary
        self.words, self.approved, self.keys, self.samples = {}, [], [], []
        self.settled, self.booked = 0, {}
        self.visits = os.path.join(folder, "visits")

    def technicians(self):
        """Comes and goes in a process of its own, so that it costs the one that measures nothing."""
        words = ["--binary", self.binary, "--socket", os.path.join(self.box.data, "seat.sock"), "--password", ADMINISTRATOR]
        with open(self.visits, "w") as told:
            return subprocess.Popen([sys.executable, os.path.join(HERE, "technician.py"), *words], stdout=told)

    def visited(self):
        """What each visit of a technician ended with."""
        with open(self.visits) as told:
            return told.read().splitlines()

    def sell(self, t):
        """One sale to its verdict; the voucher number where it was approved."""
        # Within what is usual, so that no amount is asked about.
        amount = self.dice.randrange(5_000, 20_000)
        to_the_card(t, amount)
        self.pad.present()
        t.wait_any(*VERDICTS, seconds=60)
        # An outcome that is not known becomes known once its reversal has been acknowledged.
        text = t.wait("Voucher ", seconds=10)
        word = next(word for word in VERDICTS if word in text)
        self.count(word)
        t.keys(ENTER if word == "APPROVED" else ESC)
        t.wait("Sale", "Settlement", gone=VERDICTS, seconds=20)
        return voucher(text) if word == "APPROVED" else None

    def count(self, word):
        self.words[word] = self.words.get(word, 0) + 1

    def void(self, t, number):
        """A sale is taken back, with the supervisor's password over the operator's screen."""
        t.wait("Queue 0", seconds=60)
        t.keys("2")
        t.wait("Type the voucher number")
        t.keys(f"{number:06}")
        t.keys(ENTER)
        t.wait("Void this sale?")
        t.keys(ENTER)
        t.wait("Password of 00")
        t.keys(SUPERVISOR + ENTER)
        self.count(t.wait_any("NOT VOIDED", "VOIDED", "NOT KNOWN", seconds=60))
        t.keys(ESC)
        t.wait("Sale", "Settlement", gone=("VOIDED", "NOT KNOWN", "Void this sale?"), seconds=20)

    def settle(self, t):
        t.wait("Queue 0", seconds=60)
        t.keys("5")
        t.wait("Check the totals")
        # The host forgets a batch after sixteen more.
        self.booked.update(self.host.books())
        t.keys(ENTER)
        t.wait("Next batch", seconds=180)
        t.keys(ENTER)
        t.wait("Sale", "Void", gone=("Next batch",), seconds=20)
        self.settled += 1
        self.approved.clear()

    def sign_out_and_in(self, t):
        t.keys(ESC)
        t.wait("Back office")
        t.keys(ESC)
        sign_in(t)

    def measure_keys(self, t, count=20):
        """How long a digit takes from the keypad to the screen, in milliseconds."""
        t.wait("Queue 0", seconds=60)
        t.keys("1")
        t.wait("Type the amount")
        for index in range(count):
            t.text()
            began = time.perf_counter()
            os.write(t.fd, b"1" if index % 2 == 0 else b"\x7f")
            t._read(2)
            self.keys.append((time.perf_counter() - began) * 1000)
            time.sleep(0.02)
        t.keys(ESC)
        t.wait("Sale", "Settlement", gone=("Type the amount",))

    def sample(self, t, began):
        """What the program holds now."""
        with open(f"/proc/{t.pid}/status") as file:
            status = dict(line.split(":", 1) for line in file if ":" in line)
        journal = os.path.join(self.box.data, "journal")
        size = sum(os.path.getsize(os.path.join(folder, name)) for folder, _, names in os.walk(journal) for name in names)
        keys, self.keys = sorted(self.keys) or [0.0], []
        row = {
            "minute": round((time.monotonic() - began) / 60, 1),
            "verdicts": sum(self.words.values()),
            "settled": self.settled,
            "visits": len(self.visited()),
            "rss_kb": int(status["VmRSS"].split()[0]),
            "fds": len(os.listdir(f"/proc/{t.pid}/fd")),
            "threads": int(status["Threads"]),
            "journal_kb": size // 1024,
            "key_p50_ms": round(statistics.median(keys), 2),
            "key_max_ms": round(keys[-1], 2),
        }
        self.samples.append(row)
        print("  ".join(f"{name} {value}" for name, value in row.items()), flush=True)

    def day(self, t, end, began):
        """Customers until the time is up."""
        sales, due = 0, time.monotonic() + 60
        while time.monotonic() < end:
            number = self.sell(t)
            sales += 1
            if number:
                self.approved.append(number)
            if self.approved and self.dice.random() < 0.08:
                self.void(t, self.approved.pop(self.dice.randrange(len(self.approved))))
            if sales % SHIFT == 0:
                self.sign_out_and_in(t)
            if sales % BATCH == 0:
                self.settle(t)
            if time.monotonic() > due:
                self.measure_keys(t)
                self.sample(t, began)
                due = time.monotonic() + 60
        self.settle(t)


def differences(shop):
    """Journal against the host's books; none is good."""
    verify = shop.box.verify()
    bad = [] if verify.returncode == 0 and verify.stdout.endswith("ok\n") else [f"verify: {verify.stdout}{verify.stderr}"]
    rows, books = shop.box.rows(), shop.booked | shop.host.books()
    stands = ("approved", "voided")
    for key, row in rows.items():
        entry = books.get(key)
        booked = bool(entry) and entry["state"] in stands
        if booked != (row["state"] in stands) or booked and int(entry["amount"]) != row["amount_minor"]:
            bad.append(f"DIFFERS: journal {row}, host {entry}")
    bad += [f"the host alone has {books[key]}" for key in books if books[key]["state"] in stands and key not in rows]
    print(f"{len(rows)} transactions in the journal, {len(books)} in the host's books, {len(bad)} differences")
    return bad


def growth(samples):
    """What has grown since the tenth minute, or since the middle of a short trial."""
    early = next((row for row in samples if row["minute"] >= 10), samples[len(samples) // 2])
    last = samples[-1]
    bad = [f"memory grew from {early['rss_kb']} to {last['rss_kb']} kB"] if last["rss_kb"] > early["rss_kb"] + MORE_KB else []
    if last["fds"] > early["fds"] + MORE_FDS:
        bad.append(f"{last['fds']} descriptors, {early['fds']} before")
    first, final = (statistics.median(row["key_p50_ms"] for row in part) for part in (samples[:10], samples[-10:]))
    if final > first * SLOWER:
        bad.append(f"a key took {first} ms at first and {final} ms at last")
    return bad


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", default="target/release/keytill")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="keytill-hard-")
    shop = Shop(os.path.abspath(args.binary), folder, args.seed)
    began = time.monotonic()
    try:
        with shop.box.start() as t:
            sign_in(t)
            shop.measure_keys(t)
            technicians = shop.technicians()
            try:
                shop.sample(t, began)
                shop.day(t, began + args.minutes * 60, began)
                assert technicians.poll() is None, "the technicians have gone home"
            finally:
                technicians.terminate()
                technicians.wait()
            # Who has just been cut off is let go by the next picture.
            shop.measure_keys(t)
            shop.sample(t, began)
            status = t.stop(signal.SIGTERM)
            assert status in (0, 143), f"status {status} after SIGTERM"
        print(", ".join(f"{word} {count}" for word, count in sorted(shop.words.items())), f"and {shop.settled} settlements")
        visited = shop.visited()
        turned_away = [line for line in visited if not line.endswith(" well")]
        print(f"{len(visited)} visits of technicians, {len(turned_away)} of them not well")
        bad = differences(shop) + growth(shop.samples) + turned_away
    except Missing as missing:
        bad = [str(missing)]
    finally:
        shop.host.stop()
    for line in bad[:20]:
        print(line)
    if not bad:
        shutil.rmtree(folder, ignore_errors=True)
    else:
        print(f"kept: {folder}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
