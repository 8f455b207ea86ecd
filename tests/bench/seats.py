"""What second screens cost the operator: the time from a key to the first byte of its answer with 0, 1 and 10 technicians who
look on, each with the mirror of the operator's screen open and reading.

    cargo build --release --example latency && cargo build --release
    python3 tests/bench/seats.py target/release

The meter is `tests/bench/latency.rs`; this script starts the terminal under it, opens the seats, and prints what it says. Rounds
of each number of seats take turns, so that whatever else the machine does meets all of them.
"""

import argparse
import os
import pty
import re
import select
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
from fcntl import ioctl
from pathlib import Path

PATIENCE = 40


class Seat:
    """`keytill attach` on a pseudo-terminal, read all the time."""

    def __init__(self, keytill, socket, size=(80, 24)):
        near, far = pty.openpty()
        ioctl(far, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        env = {**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
        self.process = subprocess.Popen(
            [keytill, "attach", "--lang", "en", "--socket", socket], stdin=far, stdout=far, stderr=far, env=env
        )
        os.close(far)
        self.near = near
        self.heard = bytearray()
        self.lock = threading.Lock()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        while True:
            try:
                ready, _, _ = select.select([self.near], [], [], 1)
                piece = os.read(self.near, 65536) if ready else b""
            except (OSError, ValueError):
                return
            with self.lock:
                self.heard += piece

    def count(self):
        with self.lock:
            return len(self.heard)

    def wait(self, text):
        """Waits until the text has come in one piece since the last wait."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with self.lock:
                at = self.heard.find(text)
                if at >= 0:
                    del self.heard[: at + len(text)]
                    return
            if self.process.poll() is not None:
                break
            time.sleep(0.01)
        raise SystemExit(f"a seat did not show {text!r}: {bytes(self.heard[-400:])!r}")

    def type(self, keys):
        os.write(self.near, keys)

    def sign_in(self):
        self.wait(b"Ctrl-C")
        self.type(b"99\r12345678\r")
        self.wait(b"screen")

    def close(self):
        self.process.terminate()
        self.process.wait()
        os.close(self.near)


def measure(target, seats, keys):
    """One run of the meter with so many seats. Returns what it printed."""
    folder = tempfile.mkdtemp(prefix="keytill-seats-")
    keytill = str(target / "keytill")
    socket = os.path.join(folder, "seat.sock")
    steps = ["--start", "Type your", "--step", "01{ENTER}=password", "--step", "0000{ENTER}=Back office", "--step", "1=Reprint"]
    steps += ["--step", "1=Type the amount"]
    if seats:
        steps += ["--step", "=looks on"]
    meter = [str(target / "examples" / "latency"), *steps, "--keys", "12{BS}{BS}", "-n", str(keys)]
    command = [*meter, "--", keytill, "demo", "--mute", "--lang", "en", "--data", folder]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    opened = []
    try:
        end = time.monotonic() + PATIENCE
        while seats and not os.path.exists(socket):
            if time.monotonic() > end:
                raise SystemExit("the terminal has no socket")
            time.sleep(0.01)
        for _ in range(seats):
            seat = Seat(keytill, socket)
            opened.append(seat)
            seat.sign_in()
        for seat in opened:
            seat.type(b"1")
        before = [seat.count() for seat in opened]
        text, _ = process.communicate(timeout=600)
        if process.returncode:
            raise SystemExit(f"the meter failed: {text}")
        if any(seat.count() <= heard for seat, heard in zip(opened, before)):
            raise SystemExit("a seat has seen nothing of the keys")
        return text
    finally:
        for seat in opened:
            seat.close()
        process.kill()
        shutil.rmtree(folder, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("target", type=Path, help="the folder with keytill and examples/latency")
    parser.add_argument("--seats", type=int, nargs="+", default=[0, 1, 10])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keys", type=int, default=500)
    args = parser.parse_args()
    times = {seats: [] for seats in args.seats}
    memory = {}
    for _ in range(args.rounds):
        for seats in args.seats:
            text = measure(args.target, seats, args.keys)
            found = re.search(r"key to first byte: p50 ([\d.]+) ms, p90 ([\d.]+) ms, p99 ([\d.]+) ms", text)
            if not found:
                raise SystemExit(f"the meter says something else: {text}")
            times[seats].append([float(number) for number in found.groups()])
            memory[seats] = re.search(r"memory \(RSS\): ([\d.]+) MB", text).group(1)
            print(f"{seats:>3} seats: {' '.join(text.split(chr(10))[1:3])}", file=sys.stderr)
    print("seats   p50 ms   p90 ms   p99 ms   memory MB   (the median of", args.rounds, "rounds)")
    for seats, rounds in times.items():
        middle = [sorted(column)[len(column) // 2] for column in zip(*rounds)]
        print(f"{seats:>5}" + "".join(f"{value:>9.2f}" for value in middle) + f"{memory[seats]:>12}")


if __name__ == "__main__":
    main()
