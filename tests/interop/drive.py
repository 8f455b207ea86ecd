#!/usr/bin/env python3
"""Drives the command that follows `--`, a `keytill demo`, through the way that the README promises: sign in, one sale,
APPROVED and 12.34; then the journal is checked and exported by the binary. Standard library only.

    drive.py --binary target/release/keytill -- cargo run --release -- demo
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile

from terminal import ENTER, Terminal


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", default="target/release/keytill")
    parser.add_argument("command", nargs="+")
    args = parser.parse_args()
    data = tempfile.mkdtemp(prefix="keytill-drive-")
    try:
        sell(args.command + ["--lang", "en", "--data", data])
        check(os.path.abspath(args.binary), data)
    finally:
        shutil.rmtree(data, ignore_errors=True)


def sell(command):
    with Terminal(command) as t:
        t.wait("Sign in", "TRAINING", seconds=60)
        t.keys("01" + ENTER + "0000" + ENTER)
        t.wait("Transactions")
        t.keys("1")
        t.wait("Sale")
        t.keys("1")
        t.wait("Type the amount")
        t.keys("1234" + ENTER)
        t.wait("Choose a training card")
        t.keys("1")
        t.wait("APPROVED", "12.34")
        t.wait("Receipt printed")
        t.keys(ENTER)
        t.wait("Void", "Settlement", gone=["APPROVED"])
        status = t.stop(signal.SIGTERM)
        # cargo passes the signal's exit code on in its own way.
        print(f"APPROVED and 12.34 were on the screen; SIGTERM ended it with status {status}")


def check(binary, data):
    run = lambda *args: subprocess.run([binary, "journal", *args, "--data", data], capture_output=True, text=True)
    verify = run("verify")
    print(verify.stdout.strip().replace("\n", ", "))
    assert verify.returncode == 0 and verify.stdout.strip().endswith("ok"), verify
    export = run("export", "--format", "jsonl")
    rows = [json.loads(line) for line in export.stdout.splitlines()]
    assert export.returncode == 0 and len(rows) == 1, export
    row = rows[0]
    names = "stan batch kind state amount_minor currency pan rrn operator approver time".split()
    assert all(name in row for name in names), row
    assert (row["kind"], row["state"], row["amount_minor"], row["currency"]) == ("sale", "approved", 1234, "CNY"), row
    assert row["pan"].count("*") >= 5 and row["operator"] == "01" and row["rrn"], row
    print("the export has the sale")


if __name__ == "__main__":
    sys.exit(main())
