#!/usr/bin/env python3
"""The program on a real Linux virtual console: TERM=linux, keys through the console's input queue, and the screen read back from the
kernel's own memory of it (/dev/vcsu1). Signs in, opens the help with F1, sells, and asks the journal. Prints what it saw.

    vt.py --binary target/release/keytill               # signs in and sells
    vt.py --binary target/release/keytill --latency 300 # and measures so many keys, from the key to its glyph

Standard library only. Needs root, a virtual console that nobody uses, and dev.tty.legacy_tiocsti=1; where they are missing it says
NOT CHECKED and ends well."""

import argparse
import fcntl
import glob
import os
import random
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "interop"))

from terminal import until_shown

ENTER, ESC, F1, DOWN, BACKSPACE = "\r", "\x1b", "\x1b[[A", "\x1b[B", "\x7f"
# Where money moves, a second ENTER within 400 ms counts as a bouncing key.
BETWEEN_ENTERS = 0.7
# An ESC that other bytes follow within 30 ms is the head of a sequence.
AFTER_ESC = 0.06
PATIENCE = 30.0
# A key must be answered on the screen within this.
ANSWER_WITHIN_MS = 50.0
# Keys of a measurement that are not counted: caches are cold.
WARM_UP = 20


class NotChecked(Exception):
    """This machine has not got what it takes."""


class Console:
    """A program that has a virtual console for its terminal."""

    def __init__(self, number, command):
        self.tty, self.cells, self.text = f"/dev/tty{number}", f"/dev/vcsu{number}", f"/dev/vcs{number}"
        self.look(number)
        self.line = os.open(self.tty, os.O_RDWR | os.O_NOCTTY)
        self.before = termios.tcgetattr(self.line)
        self.memory = os.open(self.cells, os.O_RDONLY)
        self.rows, self.columns = struct.unpack("hhhh", fcntl.ioctl(self.line, termios.TIOCGWINSZ, b"\0" * 8))[:2]
        self.program = subprocess.Popen(command, preexec_fn=self.take, env=dict(os.environ, TERM="linux", CI="true"))
        self.last_enter = 0.0

    def look(self, number):
        for path in (self.tty, self.cells, self.text):
            if not os.access(path, os.R_OK):
                raise NotChecked(f"{path} cannot be read here; it takes root and a virtual console")
        for stat in glob.glob("/proc/[0-9]*/stat"):
            try:
                with open(stat) as file:
                    fields = file.read().rpartition(")")[2].split()
            except OSError:
                continue
            # The seventh field is the controlling terminal: major 4, and the console's number as its minor.
            if int(fields[4]) == (4 << 8 | number):
                raise NotChecked(f"{self.tty} is in use by process {stat.split('/')[2]}")

    def take(self):
        os.setsid()
        line = os.open(self.tty, os.O_RDWR)
        fcntl.ioctl(line, termios.TIOCSCTTY, 1)
        for descriptor in (0, 1, 2):
            os.dup2(line, descriptor)

    def keys(self, text):
        """A key a piece; what begins with ESC is one key."""
        pieces = [text] if text.startswith(ESC) else list(text)
        for piece in pieces:
            if piece == ENTER:
                time.sleep(max(0.0, self.last_enter + BETWEEN_ENTERS - time.monotonic()))
                self.last_enter = time.monotonic()
            for byte in piece.encode():
                self.push(bytes([byte]))
            if piece == ESC:
                time.sleep(AFTER_ESC)

    def push(self, byte):
        try:
            fcntl.ioctl(self.line, termios.TIOCSTI, byte)
        except OSError as error:
            raise NotChecked(f"no key can be put into {self.tty}: {error}; sysctl dev.tty.legacy_tiocsti=1 lets it") from error

    def screen(self):
        """The text as the kernel has it: UTF-32 in the order of this machine, without ends of lines."""
        cells = os.pread(self.memory, 4 * self.rows * self.columns, 0)
        text = cells.decode("utf-32-le" if sys.byteorder == "little" else "utf-32-be", "replace")
        return "\n".join(text[at : at + self.columns].rstrip() for at in range(0, len(text), self.columns))

    def wait(self, *words, gone=()):
        """Until all these words are there, and those are not."""

        def pause():
            if self.program.poll() is not None:
                raise AssertionError(f"the program ended with {self.program.returncode}:\n{self.screen()}")
            time.sleep(0.01)

        return until_shown(self.screen, words, gone, PATIENCE, pause)

    def measure(self, keys, count):
        """Milliseconds from each key to a changed glyph; a key that changes nothing within 300 ms is silent."""
        memory, times, silent = os.open(self.text, os.O_RDONLY), [], 0
        read = lambda: os.pread(memory, self.rows * self.columns, 0)
        for at in range(count + WARM_UP):
            time.sleep(0.015 + random.random() * 0.01)
            before, began = read(), time.monotonic_ns()
            self.push(keys[at % len(keys)].encode())
            while read() == before and time.monotonic_ns() < began + 300_000_000:
                pass
            took = (time.monotonic_ns() - began) / 1e6
            if took >= 300:
                silent += 1
            elif at >= WARM_UP:
                times.append(took)
        os.close(memory)
        return sorted(times), silent

    def stop(self):
        self.program.send_signal(signal.SIGTERM)
        status = self.program.wait(timeout=PATIENCE)
        # The end of its session hangs the line up for all who have it open.
        os.close(self.line)
        self.line = os.open(self.tty, os.O_RDWR | os.O_NOCTTY)
        return status, termios.tcgetattr(self.line)[:4] == self.before[:4]

    def close(self):
        if self.program.poll() is None:
            self.program.kill()
            self.program.wait()
            os.close(self.line)
            self.line = os.open(self.tty, os.O_RDWR | os.O_NOCTTY)
            termios.tcsetattr(self.line, termios.TCSANOW, self.before)
        os.close(self.line)
        os.close(self.memory)


def show(title, screen):
    wide = [sign for sign in screen if ord(sign) > 0x2000 and ord(sign) not in (0x200B, 0x2014)]
    assert not wide, f"the font of a plain console has no {wide}:\n{screen}"
    print(f"--- {title}\n" + "\n".join(f"| {row}" for row in screen.splitlines()).replace("| \n", "|\n"))


def sell(console):
    console.wait("Type your two-digit number", "TRAINING")
    console.keys("01" + ENTER)
    console.wait("Type your password")
    console.keys("0000" + ENTER)
    console.wait("Transactions")
    # The console has sequences of its own for F1 to F5.
    console.keys(F1)
    show("help, by F1", console.wait("Help"))
    console.keys(ESC)
    console.wait("Transactions", gone=["Help -"])
    console.keys("1")
    console.wait("1 Sale")
    console.keys("1")
    console.wait("Type the amount")


def pay(console):
    console.keys("12349" + BACKSPACE)
    # Its digits are large: a space between each two.
    show("the amount", console.wait("1 2 . 3 4"))
    console.keys(ENTER)
    console.wait("Choose a training card")
    console.keys("1")
    show("the verdict", console.wait("APPROVED", "12.34"))
    console.wait("Receipt printed")
    console.keys(ENTER)
    console.wait("Reprint receipt")


def latency(console, count):
    """On the amount, where each digit and each CLEAR changes a glyph. The keys leave it as it was."""
    times, silent = console.measure("12" + BACKSPACE * 2, count - count % 4)
    at = lambda part: times[min(len(times) - 1, int(len(times) * part))]
    figures = f"p50 {at(0.5):.2f}, p90 {at(0.9):.2f}, p99 {at(0.99):.2f}, max {times[-1]:.2f} ms"
    print(f"from a key to its glyph on the console, {len(times)} keys, {silent} silent: {figures}")
    assert silent == 0 and at(0.99) < ANSWER_WITHIN_MS, f"a key must be answered within {ANSWER_WITHIN_MS} ms"


def journal(binary, data):
    run = lambda *args: subprocess.run([binary, "journal", *args, "--data", data], capture_output=True, text=True)
    verify = run("verify")
    assert verify.returncode == 0 and verify.stdout.strip().endswith("ok"), verify
    rows = run("export", "--format", "jsonl").stdout.splitlines()
    assert len(rows) == 1 and '"state":"approved"' in rows[0] and '"amount_minor":1234' in rows[0], rows
    print("the journal is well and has one sale of 12.34")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default="target/release/keytill")
    parser.add_argument("--tty", type=int, default=1, help="the number of the virtual console")
    parser.add_argument("--latency", type=int, metavar="KEYS", default=0, help="measure so many keys")
    args = parser.parse_args()
    binary, data = os.path.abspath(args.binary), tempfile.mkdtemp(prefix="keytill-console-")
    console = None
    try:
        command = [binary, "demo", "--lang", "en", "--keymap", "linux-console", "--data", data]
        console = Console(args.tty, command)
        print(f"{console.tty}: {console.columns}x{console.rows}, TERM=linux")
        sell(console)
        if args.latency:
            latency(console, args.latency)
        pay(console)
        status, restored = console.stop()
        assert status == 128 + signal.SIGTERM and restored, (status, restored)
        print(f"SIGTERM ended it with status {status}; the console is as it was")
        journal(binary, data)
    except NotChecked as reason:
        print(f"NOT CHECKED here: {reason}")
    finally:
        if console:
            console.close()
        shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
