#!/usr/bin/env python3
"""Errors of the disk under one sale of the real program: for N = 1, 2, 3 ... until a sale passes untouched, the Nth sync
or write of a file fails. Then the program is started again on a sound disk.

    errors.py --binary target/release/keytill

- EIO at fdatasync, EIO and ENOSPC at pwrite64: strace makes the call fail; nothing is written by it.
- EINTR at pwrite64: the call is interrupted; the program has to go on as if nothing had been. The same holds for all
  errors of the index and of the receipts.
- `short write`: the file may grow no longer than in the middle of a record, so that half of it is written for real and
  the rest refused (EFBIG). `short write, killed`: the same, and the signal that comes with it ends the program.

No sale is seen approved that is not in the journal afterwards; after an error of the journal nothing is sold any more,
and the screen says so; a restart recovers, reverses what hung, and sells again.
"""

import argparse
import os
import shutil
import signal
import sys
import tempfile
import time

import tracing
from kill_points import AMOUNT, Trials
from rig import (
    ESC, VERDICTS, Gone, Missing, compare, limit_file_size, seen_after_death, seen_approved, sign_in, to_the_card,
)

STOPPED = ("STORAGE FAULT - sales stopped", "Storage fault - no sales", "STORAGE NEARLY FULL", "Storage low")
JOURNAL = "journal/00000001.seg"
INJECTED = [(JOURNAL, "fdatasync", "EIO")] + [(JOURNAL, "pwrite64", error) for error in ("EIO", "ENOSPC", "EINTR")]
INJECTED += [("index/db", call, error) for call in ("pwrite64", "sync_file_range") for error in ("EIO", "ENOSPC")]
INJECTED += [(file, "write", error) for file in ("receipts.txt", "receipts.escpos") for error in ("EIO", "ENOSPC")]
# Bytes of a record that may still be written before the file must not grow any more.
PIECES = [0, 1, 7, 8, 51, 52, 60, 300, 700, 1000, 1036, 1037, 1038, 1100, 1300, 1500, 1600]


class Errors(Trials):
    """Sales on fresh copies of the same ledger, with a disk that fails."""

    def __init__(self, binary, work):
        super().__init__(binary, work)
        self.faults = self.stopped = 0

    def until_the_card(self):
        """Only once the terminal has asked the host for its lists, so that the error strikes the sale and nothing beside it."""
        t = super().until_the_card()
        end, size = time.monotonic() + 0.1, -1
        while time.monotonic() < end:
            with open(self.journal_file(), "rb") as file:
                now = len(file.read().rstrip(b"\0"))
            if now != size:
                end, size = time.monotonic() + 0.1, now
            time.sleep(0.02)
        self.end = size
        return t

    def journal_file(self):
        return os.path.join(self.data, JOURNAL)

    def strike(self, file, call, error, number):
        """One sale with an error at this call on this file. False when the sale passed before."""
        told, log = f"{error} at {call} {number} of {file}", os.path.join(self.work, "strace")
        harmless = file != JOURNAL or error == "EINTR"
        with self.until_the_card() as t:
            options = ("-f", "-P", os.path.join(self.data, file), "-e", f"trace={call}", "-e", f"inject={call}:error={error}:when={number}")
            with tracing.Strace(t.pid, *options, log=log):
                hit = lambda: "(INJECTED)" in open(log, encoding="latin-1").read()
                self.sell(t, told, hit, harmless)
            struck = hit()
            if struck and harmless and not self.shown:
                self.complain(told, [f"the sale is not approved:\n{t.screen.text()}"])
        if struck:
            self.faults += 1
            self.again(told)
        return struck

    def cut(self, piece, killed):
        """One sale on a file that ends in the middle of a record."""
        told = f"short write after {piece} bytes" + (", killed" if killed else "")
        disposition = signal.signal(signal.SIGXFSZ, signal.SIG_DFL if killed else signal.SIG_IGN)
        try:
            t = self.until_the_card()  # the program inherits what is done about the signal
        finally:
            signal.signal(signal.SIGXFSZ, disposition)
        with t:
            limit_file_size(t.pid, self.end + piece)
            self.sell(t, told, lambda: True, harmless=False, dies=killed)
        self.faults += 1
        self.again(told)

    def sell(self, t, told, hit, harmless, dies=False):
        """One sale, and what the screen said of it in `self.shown`. After an error the next sale is refused."""
        self.shown = []
        self.pad.present()
        try:
            t.wait_any(*VERDICTS)
            text = t.text()
            if stan := seen_approved(t.wait("APPROVED", "Voucher ")) if "APPROVED" in text else None:
                self.shown.append((stan, AMOUNT))
                # What is recorded after the verdict, that the receipt was printed, may fail too.
                t.wait_any("Receipt printed", "Not printed", *STOPPED)
            if not hit():
                return
            self.refused(t, told, harmless)
        except Gone:
            if stan := seen_approved(seen_after_death(t)):
                self.shown.append((stan, AMOUNT))
            if not dies:
                self.complain(told, ["the program has ended"])
        except Missing as error:
            self.complain(told, [str(error)])

    def refused(self, t, told, harmless):
        """What the operator meets after an error."""
        t.keys(ESC)
        t.wait("Reprint receipt", gone=VERDICTS)
        if harmless:
            return
        text = t.text()
        if not any(words in text for words in STOPPED):
            t.keys("1")
            time.sleep(0.1)
            text = t.text()
        if any(words in text for words in STOPPED):
            self.stopped += 1
        else:
            self.complain(told, [f"sales are not stopped:\n{text}"])

    def again(self, told):
        """The program on a sound disk: everything is reversed that hung, and the next sale is approved."""
        try:
            with self.box.start() as t:
                sign_in(t)
                to_the_card(t, 77)
                self.pad.withdraw()
                self.pad.present()
                stan = seen_approved(t.wait("APPROVED", "Voucher ", "Receipt printed"))
                t.stop(signal.SIGTERM)
            self.complain(told, compare(self.box, self.host, [*self.shown, (stan, 77)]))
            self.reversed += any(row["state"] == "reversed" for row in self.box.rows().values())
        except (Gone, Missing, AssertionError) as error:
            self.complain(told, [f"after the restart: {error}"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default="target/release/keytill")
    parser.add_argument("--every", type=int, default=1, help="a sample: every so many short writes")
    args = parser.parse_args()
    if why := tracing.missing():
        print(f"NOT CHECKED here: {why}")
        return 0
    began, work = time.monotonic(), tempfile.mkdtemp(prefix="keytill-errors-")
    errors = Errors(os.path.abspath(args.binary), work)
    try:
        for file, call, error in INJECTED:
            number = 1
            while errors.strike(file, call, error, number):
                number += 1
            print(f"{error} at {call} of {file}: {number - 1} calls", flush=True)
        for killed in (False, True):
            for piece in PIECES[:: args.every]:
                errors.cut(piece, killed)
        print(f"short writes: {2 * len(PIECES[:: args.every])}", flush=True)
    finally:
        errors.host.stop()
        shutil.rmtree(work, ignore_errors=True)
    count = lambda word: sum(word in line for line in errors.bad)
    print(
        f"{errors.faults} disk errors, sales stopped after {errors.stopped}, {errors.reversed} reversed after the restart, "
        f"lost {count('LOST')}, doubled {count('DOUBLED')}, other complaints {len(errors.bad) - count('LOST') - count('DOUBLED')}; "
        f"{time.monotonic() - began:.0f} s"
    )
    return 1 if errors.bad or not errors.faults else 0


if __name__ == "__main__":
    sys.exit(main())
