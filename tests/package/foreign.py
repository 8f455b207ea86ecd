#!/usr/bin/env python3
"""A package for another machine (arm64, armhf), run here by QEMU's user emulation: what is in it is for that machine alone, the program
says its version and doctors a box, and simulated days have the digests of this machine's program, which must be of the same source.
It is run by hand; needs qemu-user-static, file and Debian's C library for the other machine. No terminal is opened: the emulator of
Debian 12 (7.2) lacks a call for it (TCGETS2).

    foreign.py --package target/debian/keytill_0.1.0-1_arm64.deb --binary target/release/keytill
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
import time

import debian
from debian import Missing, run

# Debian's name of a machine, its emulator, where its C library is, whose package, and what `file` says of a program for it.
MACHINES = {
    "arm64": ("qemu-aarch64-static", "/usr/aarch64-linux-gnu", "libc6-arm64-cross", "ARM aarch64"),
    "armhf": ("qemu-arm-static", "/usr/arm-linux-gnueabihf", "libc6-armhf-cross", "ELF 32-bit LSB pie executable, ARM, EABI5"),
}
# A quiet day, and days with faults and power cuts.
DAYS = [["--seed", "1", "--days", "1"], ["--seed", "30000", "--seeds", "2", "--days", "5", "--faults", "harsh"],
        ["--seed", "30000", "--seeds", "2", "--days", "5", "--faults", "cuts"]]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--package", required=True)
    parser.add_argument("--binary", default="target/release/keytill")
    args = parser.parse_args()
    machine = run("dpkg-deb", "--field", args.package, "Architecture").strip()
    if machine not in MACHINES:
        raise SystemExit(f"{args.package} is for {machine}; here are {', '.join(MACHINES)}")
    emulator, library, package, kind = MACHINES[machine]
    try:
        debian.need(emulator, "qemu-user-static")
        debian.need("file", "file")
        if not os.path.isdir(library):
            raise Missing(f"{library} (package {package})")
    except Missing as what:
        print(f"NOT CHECKED here: {what} is missing")
        return 0
    work = tempfile.mkdtemp(prefix="foreign-")
    try:
        run("dpkg-deb", "--extract", args.package, work)
        program = os.path.join(work, "usr/bin/keytill")
        said = run("file", "--brief", program)
        assert kind in said and "stripped" in said, said
        other, here = [emulator, "-L", library, program], [os.path.abspath(args.binary)]
        looks(other, here, work)
        days(other, here)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return 0


def looks(other, here, work):
    """Both programs say the same of themselves, and of a box with nothing on it."""
    assert run(*other, "--version") == run(*here, "--version")
    config = os.path.join(work, "box.toml")
    with open(config, "w", encoding="utf-8") as file:
        file.write(debian.bare_box(f"{work}/data", "Shop", language="en"))
    # It ends with 1: the box of this test has no reader.
    ask = lambda program: json.loads(run("sh", "-c", '"$@" || true', "sh", *program, "doctor", "--json", "--config", config))
    told = [{check["id"]: check["state"] for check in ask(program)["checks"]} for program in (other, here)]
    assert told[0] == told[1], told
    print(f"    the version, and {len(told[0])} checks of the doctor")


def days(other, here):
    """The same days to the last byte of journal, books and screens, which is what a digest is of."""
    for options in DAYS:
        start = time.monotonic()
        said = run(*other, "simulate", *options)
        assert said == run(*here, "simulate", *options), said
        print(f"    simulate {' '.join(options)}: the same as here; {time.monotonic() - start:.0f} s emulated")


if __name__ == "__main__":
    sys.exit(main())
