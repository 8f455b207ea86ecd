#!/usr/bin/env python3
"""Power cuts: the real program sells on an ext4 whose medium is a file on btrfs. A reflink of that file is atomic, so each
copy is what the disk would hold if the power had gone at that moment: what was not synced is not in it. Every copy is
mounted, which replays the file system's journal, then checked and exported; every so many, the program is started on it.

    images.py --binary target/release/keytill --images 300

Needs root rights, loop devices, btrfs and ext4. Not modelled: a disk that loses what it said it had written.
"""

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

import tracing
from rig import ESC, VERDICTS, Box, Gone, Host, Missing, Pad, compare, recover, seen_approved, sign_in, to_the_card

# So many images are taken of one ledger, then checked; the next ledger begins empty.
ROUND = 25
# Milliseconds that a slow host takes.
SLOW = 300


def run(*argv):
    subprocess.run(argv, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


class Medium:
    """ext4 in a file on btrfs in a file, both mounted. Use as a context: at its end nothing is left."""

    def __init__(self, work):
        self.outer, self.disk, self.cut = (os.path.join(work, name) for name in ("btrfs", "disk", "cut"))
        self.outer_file, self.disk_file = os.path.join(work, "btrfs.img"), os.path.join(self.outer, "disk.img")
        self.work, self.mounted = work, []

    def __enter__(self):
        try:
            for folder in (self.outer, self.disk, self.cut):
                os.mkdir(folder)
            run("truncate", "-s", "1G", self.outer_file)
            run("mkfs.btrfs", "-q", self.outer_file)
            self.mount(self.outer_file, self.outer)
            run("truncate", "-s", "96M", self.disk_file)
            run("mkfs.ext4", "-q", "-F", self.disk_file)
            self.mount(self.disk_file, self.disk)
        except (OSError, subprocess.CalledProcessError):
            self.__exit__()
            raise
        return self

    def mount(self, file, where):
        run("mount", "-o", "loop", file, where)
        self.mounted.append(where)

    def umount(self, where):
        for _ in range(50):
            if subprocess.run(["umount", where], stderr=subprocess.DEVNULL).returncode == 0:
                break
            time.sleep(0.1)
        else:
            subprocess.run(["umount", "-l", where], stderr=subprocess.DEVNULL)
        self.mounted.remove(where)

    def __exit__(self, *_):
        for where in reversed(list(self.mounted)):
            self.umount(where)

    def copy(self, name):
        """The disk as a power cut would leave it now."""
        file = os.path.join(self.outer, name)
        run("cp", "--reflink=always", self.disk_file, file)
        return file


class Till:
    """A terminal that sells until it is told to stop, and what has been seen on its screen."""

    def __init__(self, binary, work, medium, name, dice, delay, lie):
        self.folder = os.path.join(work, name)
        os.mkdir(self.folder)
        self.binary, self.name, self.dice, self.lie, self.seen, self.trouble = binary, name, dice, lie, {}, None
        self.host, self.pad = Host(binary, self.folder, delay=delay), Pad(os.path.join(self.folder, "pad"))
        self.box = Box(binary, self.folder, os.path.join(medium.disk, name), self.host, self.pad)
        self.box.set_passwords()
        self.going = True
        self.thread = threading.Thread(target=self._sell, daemon=True)
        self.thread.start()

    def _sell(self):
        try:
            with self.box.start() as t, self.liar(t):
                sign_in(t)
                while self.going:
                    amount = self.dice.randrange(1, 90_000)
                    to_the_card(t, amount)
                    self.pad.present()
                    word = t.wait_any(*VERDICTS, seconds=30)
                    text = t.wait(word, "Voucher ")
                    assert word == "APPROVED", text
                    self.seen[seen_approved(text)] = amount
                    t.keys(ESC)
                    t.wait("Reprint receipt", gone=VERDICTS)
                # The end is a kill, as in the middle of anything.
        except (Gone, Missing, AssertionError) as error:
            self.trouble = str(error)

    def liar(self, t):
        """With `--lie`, some syncs of the journal only say that they have been done."""
        if not self.lie:
            return contextlib.nullcontext()
        return tracing.Strace(t.pid, "-f", "-e", f"inject=fdatasync:retval=0:when={self.lie}")

    def known(self):
        """What is certain now: sales seen approved, and sales that the host has approved."""
        return dict(self.seen), dict(self.host.approved)

    def stop(self):
        self.going = False
        self.thread.join(60)
        self.host.stop()


class Image:
    """A power cut, and what was certain before it."""

    def __init__(self, medium, tills, number):
        self.known = {till.name: till.known() for till in tills}
        self.file = medium.copy(f"image-{number}")
        self.books = {}
        for till in tills:
            if os.path.exists(till.host.books_file):
                self.books[till.name] = os.path.join(till.folder, f"books-{number}.json")
                shutil.copyfile(till.host.books_file, self.books[till.name])


class Proof:
    """Looks at images and counts."""

    def __init__(self, binary, medium, start_every):
        self.binary, self.medium, self.start_every = binary, medium, start_every
        self.images = self.sales = self.pending = self.started = 0
        self.complaints = []

    def check(self, image, tills):
        self.images += 1
        starts = self.images % self.start_every == 0
        self.medium.mount(image.file, self.medium.cut)
        try:
            for till in tills:
                told = f"image {self.images}, {till.name}"
                bad = self.look(image, till, starts)
                self.complaints += [f"{told}: {line}" for line in bad]
                for line in bad:
                    print(f"{told}: {line}", flush=True)
        finally:
            self.medium.umount(self.medium.cut)
            os.remove(image.file)

    def look(self, image, till, starts):
        """One terminal's ledger on one image."""
        seen, approved = image.known[till.name]
        self.sales += len(seen)
        data = os.path.join(self.medium.cut, till.name)
        box = Box(self.binary, till.folder, data, till.host, till.pad, "image.toml")
        if not os.path.exists(os.path.join(data, "journal", "00000001.seg")):
            # The power went before the ledger was there: then nothing may have been sold.
            bad = [f"LOST: no journal, and {len(seen)} sales seen"] if seen or approved else []
            return bad + (self.start(image, till, box, {}, seen) if starts else [])
        verify = box.verify()
        if verify.returncode != 0 or not verify.stdout.endswith("ok\n"):
            lost = [f"LOST: voucher {stan} was seen approved; the journal cannot be read" for stan in seen]
            return [f"verify: {verify.stdout.strip()} {verify.stderr.strip()}", *lost]
        rows = {stan: row for (_, stan), row in box.rows().items()}
        bad = []
        for stan, amount in seen.items():
            row = rows.get(stan)
            if not row or (row["state"], row["amount_minor"]) != ("approved", amount):
                bad.append(f"LOST: voucher {stan} over {amount} was seen approved; the image has {row}")
        for stan, amount in approved.items():
            if stan not in rows or rows[stan]["amount_minor"] != amount:
                bad.append(f"SENT BEFORE SAVED: the host approved {stan} over {amount}; the image has {rows.get(stan)}")
        self.pending += sum(row["state"] == "pending" for row in rows.values())
        return bad + (self.start(image, till, box, rows, seen) if starts else [])

    def start(self, image, till, box, rows, seen):
        """The program on the image, with a host that knows what it knew then: what hung is reversed, and both books agree."""
        self.started += 1
        folder = os.path.join(till.folder, "again")
        os.makedirs(folder, exist_ok=True)
        books = os.path.join(folder, "books.json")
        if os.path.exists(books):
            os.remove(books)
        if till.name in image.books:
            with open(image.books[till.name]) as file:
                shelf = json.load(file)
            for shelved in shelf["terminals"]:
                # The host's books were copied after the image: later sales are none of this image.
                entries = shelved["books"]["entries"]
                shelved["books"]["entries"] = [entry for entry in entries if entry["stan"] in rows]
            with open(books, "w") as file:
                json.dump(shelf, file)
        host = Host(self.binary, folder, books)
        try:
            box = Box(self.binary, folder, box.data, host, till.pad)
            recover(box)
            bad = compare(box, host, seen.items())
            hung = {stan for stan, row in rows.items() if row["state"] in ("pending", "reversing")}
            after = {stan: row["state"] for (_, stan), row in box.rows().items()}
            return bad + [f"{stan} hung and is {after.get(stan)}" for stan in hung if after.get(stan) != "reversed"]
        except (Gone, Missing, AssertionError) as error:
            return [f"THE PROGRAM DOES NOT OPEN: {error}"]
        finally:
            host.stop()


def one_round(binary, work, medium, proof, dice, count, tills, lie):
    # The host of every second one takes its time, so that more cuts come between question and answer.
    name = f"till-{proof.images}-"
    tills = [Till(binary, work, medium, f"{name}{n}", random.Random(dice.random()), n % 2 * SLOW, lie) for n in range(tills)]
    images = []
    try:
        for number in range(count):
            time.sleep(dice.uniform(0.0, 0.5))
            images.append(Image(medium, tills, proof.images + number))
    finally:
        for till in tills:
            till.stop()
    for till in tills:
        if till.trouble:
            proof.complaints.append(till.trouble)
            print(f"{till.name}: {till.trouble}", flush=True)
    for image in images:
        proof.check(image, tills)
    for till in tills:
        shutil.rmtree(till.box.data, ignore_errors=True)
    return sum(len(till.seen) for till in tills)


def can(work):
    """Whether there is what this needs; else why not."""
    if os.geteuid() != 0:
        return "root rights are needed for loop devices"
    for program in ("mkfs.btrfs", "mkfs.ext4"):
        if not shutil.which(program):
            return f"{program} is missing"
    try:
        with Medium(work):
            return None
    except (OSError, subprocess.CalledProcessError) as error:
        return f"btrfs and ext4 on loop devices: {(getattr(error, 'stderr', '') or str(error)).strip()}"
    finally:
        for name in os.listdir(work):
            path = os.path.join(work, name)
            shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default="target/release/keytill")
    parser.add_argument("--images", type=int, default=300)
    parser.add_argument("--start-every", type=int, default=5, help="the program is started on every so many")
    parser.add_argument("--tills", type=int, default=2, help="terminals that sell on the same disk")
    parser.add_argument("--lie", metavar="WHEN", help="proof of this test: these syncs (`1+1`: all) are faked, so sales must be lost")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    args = parser.parse_args()
    began, binary, dice = time.monotonic(), os.path.abspath(args.binary), random.Random(args.seed)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that nothing stays mounted
    work = tempfile.mkdtemp(prefix="keytill-images-")
    try:
        if why := can(work):
            print(f"NOT CHECKED here: {why}")
            return 0
        sold = 0
        with Medium(work) as medium:
            proof = Proof(binary, medium, args.start_every)
            while proof.images < args.images:
                sold += one_round(binary, work, medium, proof, dice, min(ROUND, args.images - proof.images), args.tills, args.lie)
                if proof.complaints:
                    break
    finally:
        shutil.rmtree(work, ignore_errors=True)
    seconds = time.monotonic() - began
    # Without a sale seen before a cut, or one in flight at it, nothing would have been shown.
    empty = not proof.sales or args.images >= 100 and not proof.pending
    lost = sum("LOST" in line for line in proof.complaints)
    print(
        f"{proof.images} images, {sold} sales seen, lost {lost}; looked for {proof.sales} times, {proof.pending} sales cut off in the "
        f"middle, program started {proof.started} times, other complaints {len(proof.complaints) - lost}; "
        f"{seconds:.0f} s, seed {args.seed}"
    )
    return 1 if proof.complaints or empty else 0


if __name__ == "__main__":
    sys.exit(main())
