#!/usr/bin/env python3
"""SIGKILL before every system call of one sale, from the card to the printed receipt, in every thread of the program; then
the program is started again. Host and pad live on, so the host's books tell what was really charged.

    kill_points.py --binary target/release/keytill            # every point
    kill_points.py --binary target/release/keytill --every 3  # a sample
    kill_points.py --binary target/release/keytill --unanswered # a sale that the host books and does not answer,
                                                              # with its reversal, until that is acknowledged
    kill_points.py --binary target/release/keytill --restart  # a start after such a kill, until the reversal is acknowledged

Before that, one sale is traced whole: its record is durable before the first byte goes to the host, and the answer's
record before the screen says APPROVED.
"""

import argparse
import collections
import copy
import os
import re
import shutil
import signal
import sys
import tempfile
import time

import tracing
from rig import (
    Box, Gone, Host, Missing, Pad, Terminal, compare, recover, seen_after_death, seen_approved, sign_in, to_the_card,
)

AMOUNT = 1234
# A kind of call is through when so many sales in a row have ended before the one that was to be the last.
THROUGH = 2


class Trials:
    """Sales on fresh copies of the same ledger."""

    def __init__(self, binary, work, unanswered=False):
        self.binary, self.work, self.unanswered = binary, work, unanswered
        self.repeats = unanswered
        self.end = ("Reversed: no money moved",) if unanswered else ("APPROVED", "Receipt printed")
        self.data, self.template = os.path.join(work, "data"), os.path.join(work, "template")
        self.books, self.books_template = os.path.join(work, "books.json"), os.path.join(work, "books-template.json")
        self.pad = Pad(os.path.join(work, "pad"))
        self.host = self.box = None
        self.points = self.in_flight = self.reversed = self.repeated = self.seen = 0
        self.bad = []
        self.prepare()

    def prepare(self):
        """A ledger with its operators and one sale."""
        self.fresh()
        self.box.set_passwords()
        with self.box.start() as t:
            sign_in(t)
            to_the_card(t, 100)
            self.pad.present()
            t.wait("APPROVED", "Receipt printed")
            t.stop(signal.SIGTERM)
        self.host.stop()
        os.rename(self.data, self.template)
        os.rename(self.books, self.books_template)

    def fresh(self):
        """The same ledger and the same books again, and a host that knows no more than them."""
        if self.host:
            self.host.stop()
        shutil.rmtree(self.data, ignore_errors=True)
        if os.path.exists(self.template):
            # The socket of second screens is made anew by every start.
            shutil.copytree(self.template, self.data, ignore=shutil.ignore_patterns("*.sock"))
            shutil.copyfile(self.books_template, self.books)
        # The first sale of all, which makes the template, is answered.
        faults = ["no-answer@sale x1"] if self.unanswered and os.path.exists(self.template) else []
        self.host = Host(self.binary, self.work, self.books, faults=faults)
        self.box = Box(self.binary, self.work, self.data, self.host, self.pad, patience=1 if faults else 3)

    def until_the_card(self):
        """A program that waits for the card of a sale."""
        self.pad.withdraw()
        self.fresh()
        t = self.box.start()
        sign_in(t)
        to_the_card(t, AMOUNT)
        return t

    def order(self):
        """One sale, traced in all threads. Returns why the order is wrong."""
        log = os.path.join(self.work, "strace")
        with self.until_the_card() as t:
            calls = "trace=write,pwrite64,writev,fdatasync,fsync,sendto,sendmsg,recvfrom,read"
            with tracing.Strace(t.pid, "-f", "-yy", "-s", "65536", "-e", calls, log=log):
                before = copy.deepcopy(t.screen)
                self.pad.present()
                t.wait("APPROVED", "Receipt printed")
            t.stop(signal.SIGTERM)
        events = tracing.in_order(log, before)
        print("order of one sale: " + " ".join(events))
        return tracing.order_is_right(events)

    def count(self):
        """How many calls of which kind each thread makes in one sale."""
        log, counted = os.path.join(self.work, "strace"), collections.Counter()
        with self.until_the_card() as t:
            names = {tid: name for name, tid in tracing.threads(t.pid).items()}
            with tracing.Strace(t.pid, "-f", log=log):
                self.pad.present()
                t.wait(*self.end)
            t.stop(signal.SIGTERM)
        with open(log, encoding="latin-1") as file:
            for line in file:
                found = re.match(r"(\d+) +(\w+)\(", line)
                if found and int(found[1]) in names:
                    counted[names[int(found[1])], found[2]] += 1
        return counted

    def hang(self):
        """A ledger with a sale that the host has booked and that nobody knows the end of, as the new template."""
        with self.until_the_card() as t:
            self.pad.present()
            t.wait("Waiting for the bank")
            while AMOUNT not in self.host.approved.values():
                time.sleep(0.01)
            t.kill(signal.SIGKILL)
        self.host.stop()
        for file, template in ((self.data, self.template), (self.books, self.books_template)):
            shutil.rmtree(template) if os.path.isdir(template) else os.remove(template)
            os.rename(file, template)
        self.unanswered = False

    def start(self, *options, log="/dev/null"):
        """The program on that ledger, traced from its first call on. strace is no parent of it (-D)."""
        self.fresh()
        argv = ["strace", "-D", "-f", *options, "-o", log, self.binary, "run", "--config", self.box.config, "--lang", "en"]
        return Terminal(argv)

    def count_start(self):
        """How many calls of which kind the busiest thread makes in a start."""
        log, counted, most = os.path.join(self.work, "strace"), collections.Counter(), {}
        with self.start(log=log) as t:
            t.wait("Host OK", "NOT PAID", "Queue 0", seconds=20)
            t.stop(signal.SIGTERM)
        with open(log, encoding="latin-1") as file:
            for line in file:
                if "SIGTERM" in line:
                    break
                if found := re.match(r"(\d+) +(\w+)\(", line):
                    counted[found[1], found[2]] += 1
                    most[found[2]] = max(most.get(found[2], 0), counted[found[1], found[2]])
        most.pop("execve")
        return most

    def kill_start(self, call, number):
        """Kills the program at the first thread that makes this call for the so-manieth time."""
        told = f"start, {call} {number}"
        with self.start("-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={number}") as t:
            try:
                t.wait("Host OK", "NOT PAID", "Queue 0", seconds=20)
                return False
            except Gone:
                pass
            except Missing as error:
                self.complain(told, [str(error)])
                return False
        self.after(told, [])
        return True

    def kill(self, thread, call, number):
        """Kills the program before a thread makes this call for the so-manieth time. False when the sale ended before."""
        told = f"{thread}, {call} {number}"
        with self.until_the_card() as t:
            # strace counts each kind of call for itself.
            tid, inject = tracing.threads(t.pid).get(thread), f"inject={call}:signal=KILL:when={number}"
            if tid is None:  # the index has not always started all of its threads by now
                return False
            with tracing.Strace(tid, "-e", f"trace={call}", "-e", inject):
                self.pad.present()
                try:
                    t.wait(*self.end, seconds=20)
                    return False
                except Gone:
                    pass
                except Missing as error:
                    self.complain(told, [str(error)])
                    return False
            last = seen_after_death(t)
        stan = seen_approved(last)
        self.seen += stan is not None
        self.after(told, [(stan, AMOUNT)] if stan else [])
        return True

    def after(self, told, seen):
        """The next start after a kill."""
        self.points += 1
        self.in_flight += any(row["state"] in ("pending", "reversing") for row in self.box.rows().values())
        try:
            recover(self.box)
            self.complain(told, compare(self.box, self.host, seen, self.repeats))
            self.repeated += any(entry["reversals"] > 1 for entry in self.host.books().values())
        except (Gone, Missing, AssertionError) as error:
            self.complain(told, [f"after the restart: {error}"])
        self.reversed += any(row["state"] == "reversed" for row in self.box.rows().values())

    def complain(self, told, lines):
        for line in lines:
            self.bad.append(line)
            print(f"{told}: {line}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default="target/release/keytill")
    parser.add_argument("--every", type=int, default=1, help="a sample: every so many calls")
    parser.add_argument("--thread", help="this thread alone")
    parser.add_argument("--unanswered", action="store_true", help="a sale without an answer, and its reversal")
    parser.add_argument("--restart", action="store_true", help="a start with a reversal that is owed")
    args = parser.parse_args()
    if why := tracing.missing():
        print(f"NOT CHECKED here: {why}")
        return 0
    began, work = time.monotonic(), tempfile.mkdtemp(prefix="keytill-kills-")
    trials = Trials(os.path.abspath(args.binary), work, args.unanswered or args.restart)
    try:
        if not trials.unanswered and (wrong := trials.order()):
            trials.complain("order", [wrong])
        if args.restart:
            trials.hang()
            planned, kill = {(call,): most for call, most in sorted(trials.count_start().items())}, trials.kill_start
            what = "calls in one start"
        else:
            counted, kill = trials.count(), trials.kill
            planned = {key: most for key, most in sorted(counted.items()) if args.thread in (None, key[0])}
            what = f"calls in one sale of {len({key[0] for key in counted})} threads"
        if args.every == 1:
            for key in planned:
                # Further than what was counted: some sales make more calls than others.
                number = through = 0
                while through < THROUGH:
                    number += 1
                    through = 0 if kill(*key, number) else through + 1
        else:
            points = [(*key, number + 1) for key, most in planned.items() for number in range(most)]
            for point in points[:: args.every]:
                kill(*point)
    finally:
        trials.host.stop()
        shutil.rmtree(work, ignore_errors=True)
    count = lambda word: sum(word in line for line in trials.bad)
    print(
        f"{sum(planned.values())} {what}, {trials.points} points, {trials.in_flight} killed in flight, {trials.reversed} reversed ({trials.repeated} asked for it twice), {trials.seen} seen approved, lost "
        f"{count('LOST')}, doubled {count('DOUBLED')}, other complaints "
        f"{len(trials.bad) - count('LOST') - count('DOUBLED')}; {time.monotonic() - began:.0f} s"
    )
    return 1 if trials.bad or not trials.points else 0


if __name__ == "__main__":
    sys.exit(main())
