#!/usr/bin/env python3
"""Scripted days of nine acquirers, written down by the program's own code, decoded by pyiso8583: fields present and absent,
forms, order and totals against the public description of the messages; every MAC, PIN block, track and check value computed
again by psec.

    decode_day.py [--capture FOLDER] [-- COMMAND...]

The command is run with the folder behind it and fills it."""

import argparse
import glob
import json
import os
import subprocess
import tempfile
from collections import Counter

import messages
from day import PROFILES, Day
from forms import check
from messages import names

# What is made by hand alone: by the names of the tables, and by 60.3. Everything else the terminal's own core must send.
BY_HAND = names("e-cash sale, e-cash refund, signature, master key")
BY_HAND_CODES = names("204, 206, 394, 395, 396, 397, 398, 399, 960, 961")
# What goes up as the request again where totals differ: with 206 in 60.3 where a chip was read.
NOTICES = names("refund, completion advice")


def expected():
    """Every request that must be seen, as (type, field 3, field 25, 60.1, 60.3, name), and whether the core sends it."""
    for row in messages.TRADES + messages.CODES:
        key = (row.processing, row.condition, row.kind, "000", row.name)
        yield (row.mti, *key), row.name not in BY_HAND
        if row.reversal:
            yield ("0400", *key), row.name not in BY_HAND
        if row.name in NOTICES:
            yield ("0320", *key), True
            yield ("0320", *key[:3], "206", row.name), True
    for row in messages.MANAGEMENT:
        by_core = row.name not in BY_HAND and row.code not in BY_HAND_CODES
        yield (row.mti, "-", "-", row.kind, row.code, row.name), by_core
    yield ("0620", "000000", "-", "00", "951", "script notice"), True


def coverage(seen):
    missing = []
    print(f"\n{'type':5}{'F3':7}{'F25':4}{'60.1':5}{'60.3':5}{'core':>6}{'hand':>6}  name")
    for key, by_core in expected():
        counts = seen.get(key, Counter())
        print(f"{key[0]:5}{key[1]:7}{key[2]:4}{key[3]:5}{key[4]:5}{counts['core']:6}{counts['hand']:6}  {key[5]}")
        if not sum(counts.values()) or (by_core and not counts["core"]):
            missing.append(key)
    return missing


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--capture")
    parser.add_argument("command", nargs="*")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="keytill-days-") as folder:
        folder = args.capture or folder
        if args.command:
            subprocess.run([*args.command, folder], check=True)
        paths = sorted(glob.glob(os.path.join(folder, "*.jsonl")))
        names = {os.path.basename(path).rsplit(".", 2)[0] for path in paths}
        check(names == set(PROFILES), f"days of {sorted(names)}, not of {sorted(PROFILES)}")
        seen, counts = {}, Counter()
        for path in paths:
            with open(path) as lines:
                Day(os.path.basename(path), [json.loads(line) for line in lines], seen, counts).walk()
    missing = coverage(seen)
    check(not missing, f"not seen: {missing}")
    print("\n" + ", ".join(f"{count} {what}" for what, count in counts.items()) + ": all as they should be")


if __name__ == "__main__":
    main()
