#!/usr/bin/env python3
"""Technicians come and go at a running terminal until this program is ended: second screens with and without the operator's picture,
two at once, clients that are killed, and the commands for scripts. A line for each visit; the last word of it is `well`, or what was wrong.

    technician.py --binary target/release/keytill --socket DATA/seat.sock --password 25801369
"""

import argparse
import itertools
import os
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "interop"))

from terminal import ENTER, Gone, Missing, Terminal

# Seconds between two visits, and how long somebody stays on a page.
PAUSE, STAY = 20, 1


class Technician:
    """Where the terminal is, and how one gets in."""

    def __init__(self, args):
        self.binary, self.socket, self.password = args.binary, args.socket, args.password

    def attach(self):
        t = Terminal([self.binary, "attach", "--lang", "en", "--socket", self.socket])
        t.wait("Ctrl-C", seconds=20)
        t.keys("99" + ENTER)
        t.wait("password")
        t.keys(self.password + ENTER)
        t.wait("Operator's screen", seconds=20)
        return t

    def looks_on(self):
        """The operator's screen for a while."""
        with self.attach() as t:
            t.keys("1")
            t.wait("looks on", seconds=20)
            watch(t, 8 * STAY)
            leave(t)

    def two_look_on(self):
        with self.attach() as one, self.attach() as other:
            for t in (one, other):
                t.keys("1")
            for t in (one, other):
                watch(t, 4 * STAY)
            for t in (one, other):
                leave(t)

    def reads_everything(self):
        """Each page for a moment, and away without a word."""
        with self.attach() as t:
            for page in "234567":
                t.keys(page)
                watch(t, STAY)
                t.keys("\x1b")
                t.wait("Operator's screen", seconds=20)
            t.stop(signal.SIGKILL)

    def asks_by_script(self):
        words = ["--json", "--socket", self.socket]
        for _ in range(5):
            status = subprocess.run([self.binary, "status", *words], capture_output=True, text=True, timeout=20)
            assert '"queue"' in status.stdout, status.stdout + status.stderr
        events = subprocess.Popen([self.binary, "events", "--follow", *words], stdout=subprocess.DEVNULL)
        time.sleep(4 * STAY)
        events.kill()
        events.wait()


def watch(t, seconds):
    """Reads what comes, as a person's screen does."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        t._read(0.2)


def leave(t):
    t.keys("\x03")
    t.stop(signal.SIGTERM)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", required=True)
    parser.add_argument("--socket", required=True)
    parser.add_argument("--password", required=True)
    technician = Technician(parser.parse_args())
    visits = (technician.looks_on, technician.reads_everything, technician.two_look_on, technician.asks_by_script)
    for visit in itertools.cycle(visits):
        time.sleep(PAUSE)
        try:
            visit()
            print(f"{visit.__name__} well", flush=True)
        except (Gone, Missing, AssertionError, OSError, subprocess.SubprocessError) as wrong:
            print(f"{visit.__name__} {wrong!r}", flush=True)


if __name__ == "__main__":
    main()
