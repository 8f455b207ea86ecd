"""A box for the crash tests: `keytill run` on a pseudo-terminal, `keytill host-sim` beside it as a process of its own with
its books in a file, and a PIN pad in a thread. Host and pad live on when the terminal is killed."""

import json
import os
import re
import resource
import signal
import subprocess
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "interop"))

from pad import Pad
from terminal import ENTER, ESC, Gone, Missing, Terminal  # noqa: F401  (for those who import this)

TMK = "4B455954494C4C2D545241494E494E47"
VERDICTS = ("APPROVED", "NOT PAID", "NOT KNOWN")
HOST = """
delay_millis = {delay}
# The pad beside this file makes its cryptograms up.
training_cryptograms = false
[[terminals]]
terminal = "00000001"
merchant = "000000000000001"
tmk = "{tmk}"
"""
BOX = """
data = "{data}"
language = "en"
[merchant]
name = "Crash shop"
[host]
address = "{address}"
[host.profile]
terminal = "00000001"
merchant = "000000000000001"
connect_timeout = 2
answer_timeout = {patience}
[keys]
tmk_index = 1
tmk = "{tmk}"
allow_software_master_key = true
[reader]
device = "{pad}"
[printer]
kind = "file"
path = "{data}/receipts.escpos"
text_path = "{data}/receipts.txt"
[log]
file = "{data}/keytill.log"
[rules]
# The same card pays here again and again.
same_sale_minutes = 0
"""


class Host:
    """`keytill host-sim`: what it approved is known from its lines at once, and from the file of its books at the end."""

    def __init__(self, binary, folder, books=None, delay=0, faults=()):
        self.books_file = books or os.path.join(folder, "books.json")
        config = os.path.join(folder, "host.toml")
        with open(config, "w") as file:
            file.write(HOST.format(tmk=TMK, delay=delay))
        argv = [binary, "host-sim", "--config", config, "--listen", "127.0.0.1:0", "--books", self.books_file]
        argv += [f"--fault={fault}" for fault in faults]
        self.process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        self.address = self.process.stdout.readline().split()[-1]
        self.approved = {}  # STAN -> amount, of sales that were answered with 00
        self.lines = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
            found = re.search(r" 0200 sale #(\d+) ([\d.]+) .*-> 00", line)
            if found:
                self.approved[int(found[1])] = int(found[2].replace(".", ""))

    def books(self):
        """The sales in the books, by batch and STAN."""
        if not os.path.exists(self.books_file):
            return {}
        with open(self.books_file) as file:
            shelf = json.load(file)
        entries = shelf["terminals"][0]["books"]["entries"] if shelf["terminals"] else []
        return {(int(e["batch"]), int(e["stan"])): e for e in entries}

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)
        self.process.stdout.close()


# Of operator 01.
PASSWORD = "2580"


class Box:
    """A configuration, and the terminal that runs under it."""

    def __init__(self, binary, folder, data, host, pad, name="keytill.toml", patience=3):
        self.binary, self.data, self.pad = binary, data, pad
        self.config = os.path.join(folder, name)
        with open(self.config, "w") as file:
            file.write(BOX.format(data=data, address=host.address, tmk=TMK, pad=pad.link, patience=patience))

    def set_passwords(self):
        """In place of those of the factory, with which nothing is sold."""
        words = [self.binary, "operators", "set-passwords", "--config", self.config]
        subprocess.run(words, input=f"01 {PASSWORD}\n00 258013\n99 25801369\n", text=True, check=True, capture_output=True)

    def start(self):
        return Terminal([self.binary, "run", "--config", self.config, "--lang", "en"])

    def journal(self, *words):
        return subprocess.run([self.binary, "journal", *words, "--data", self.data], capture_output=True, text=True)

    def verify(self):
        return self.journal("verify")

    def rows(self):
        """The transactions of the journal, by batch and STAN."""
        export = self.journal("export", "--format", "jsonl")
        assert export.returncode == 0, export.stderr
        lines = [json.loads(line) for line in export.stdout.splitlines()]
        rows = {(int(row["batch"]), int(row["stan"])): row for row in lines}
        assert len(rows) == len(lines), "a voucher stands twice in the export"
        return rows


def sign_in(t):
    """From the first screen to the menu of transactions. Enter is taken at once here, without a pause for bouncing keys."""
    t.wait("Type your two-digit number", seconds=30)
    os.write(t.fd, b"01\r")
    t.wait("Type your password")
    os.write(t.fd, f"{PASSWORD}\r".encode())
    t.wait("Back office")
    t.keys("1")
    t.wait("Reprint receipt")


def to_the_card(t, amount):
    """From the menu of transactions until a card is asked for."""
    t.wait("Host OK", "Reader OK", "Queue 0", seconds=30)
    t.keys("1")
    t.wait("Type the amount")
    t.keys(str(amount))
    for _ in range(5):
        t.keys(ENTER)
        try:
            t.wait("Insert, tap or swipe", seconds=3)
            return
        except Missing:
            # On a busy machine two Enters may seem to come together; the second is then taken for a bouncing key.
            if "Type the amount" not in t.text() and "go on" not in t.text():
                break
    t.wait("Insert, tap or swipe")


def voucher(text):
    found = re.search(r"Voucher (\d{6})", text)
    return found and int(found[1])


def seen_approved(text):
    """The voucher number, if this screen says that a sale is approved. Half a picture counts once it has the number."""
    return voucher(text) if "APPROVED" in text and "Interrupted" not in text else None


def seen_after_death(t):
    """The last screen of a program that was killed."""
    try:
        while t._read(0.2):
            pass
    except Gone:
        pass
    return t.screen.text()


def recover(box, seconds=30):
    """Starts the program once more, waits until it owes the host nothing, and ends it. Returns the first screens."""
    with box.start() as t:
        first = t.wait("Type your two-digit number", seconds=seconds)
        t.wait("Host OK", "Queue 0", seconds=seconds)
        status = t.stop(signal.SIGTERM)
        assert status in (0, 143), f"status {status} after SIGTERM"
    return first


def compare(box, host, seen=(), repeated=False):
    """Journal against the host's books and against what was seen. Returns complaints; none is good. A reversal whose
    acknowledgement was lost may be `repeated`: it is sent again, and the host takes back once."""
    verify = box.verify()
    bad = [] if verify.returncode == 0 and verify.stdout.endswith("ok\n") else [f"verify: {verify.stdout}{verify.stderr}"]
    try:
        rows, books = box.rows(), host.books()
    except AssertionError as error:
        return bad + [str(error)]
    by_stan = {stan: row for (_, stan), row in rows.items()}
    for stan, amount in seen:
        row = by_stan.get(stan)
        if not row or (row["state"], row["amount_minor"]) != ("approved", amount):
            bad.append(f"LOST: voucher {stan} over {amount} was seen approved; the journal has {row}")
    for key, row in rows.items():
        entry = books.get(key)
        state = entry and entry["state"]
        fits = {"approved": state == "approved", "declined": state == "declined", "not_sent": entry is None,
                "reversed": state in (None, "reversed", "declined")}.get(row["state"], False)
        if not fits or entry and int(entry["amount"]) != row["amount_minor"]:
            bad.append(f"DIFFERS: journal {row}, host {entry}")
        if entry and row["state"] == "reversed" and (entry["reversals"] < 1 or entry["reversals"] > 1 and not repeated):
            bad.append(f"REVERSED {entry['reversals']} times: {row}")
    held = [key for key, entry in books.items() if entry["state"] == "approved" and key not in rows]
    return bad + [f"DOUBLED: the host holds {books[key]}, of which the journal knows nothing" for key in held]


def limit_file_size(pid, most):
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, most))
