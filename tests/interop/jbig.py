#!/usr/bin/env python3
"""Pictures coded by the program's own code and decoded by jbgtopbm of JBIG-KIT: each must come back dot by dot. Where pbmtojbg
is told to use the same form, its bytes must be the same as well. Then signatures: their size, their points, their watermark.
Standard library only.

    jbig.py [--keep FOLDER] -- COMMAND...

The command is run with a folder behind it and writes a .jbg beside every .pbm and .ink in it."""

import argparse
import math
import os
import random
import re
import subprocess
import sys
import tempfile

SIZES = [(1, 1), (1, 9), (2, 2), (7, 3), (8, 8), (9, 1), (17, 33), (64, 20), (240, 80), (320, 120), (1000, 3)]
# The pad, and the corner of it that has the watermark: left, top, right, bottom.
PAD = (240, 80)
CORNER = (191, 71, 238, 78)
LARGEST = 999
# Large pictures of dust, one dot in 2^N, and the seed: together they leave every state of the encoder by both of its ways.
DUST = [(2, 5), (3, 5), (5, 100), (5, 101), (5, 113), (8, 1), (14, 1)]
# What is asked of pbmtojbg: one layer, no prediction, the three-line template, the adaptive dot where it is.
SAME_FORM = ["-q", "-d", "0", "-m", "0", "-o", "0", "-p", "0"]


class Picture:
    """Rows of dots, 0 or 1."""

    def __init__(self, width, height, dot):
        self.width, self.height = width, height
        self.rows = [[int(bool(dot(x, y))) for x in range(width)] for y in range(height)]

    def pbm(self):
        packed = bytearray()
        for row in self.rows:
            bits = "".join(map(str, row))
            bits += "0" * (-len(bits) % 8)
            packed += int(bits, 2).to_bytes(len(bits) // 8, "big")
        return b"P4\n%d %d\n" % (self.width, self.height) + bytes(packed)


def read_pbm(data):
    head = re.match(rb"P4\s+(\d+)\s+(\d+)\s", data)
    width, height = map(int, head.groups())
    data, line = data[head.end() :], (width + 7) // 8
    return Picture(width, height, lambda x, y: data[y * line + x // 8] >> (7 - x % 8) & 1)


def strokes(width, height):
    """Curves across a picture, as a set of dots."""
    dots = set()
    for step in range(20 * width):
        x = step / 20
        dots.add((int(x), int(height / 2 + height / 3 * math.sin(x / 9))))
        dots.add((int(x), int(height / 2 + height / 2.5 * math.sin(x / 31) * math.cos(x / 5))))
    return dots


def dust(rarity, seed):
    """As `noise` in src/signature/jbig_tests.rs."""
    state = seed
    while True:
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        yield (state >> 33) < 2 ** (31 - rarity)


def pictures():
    chance = random.Random(1)
    for width, height in SIZES:
        drawn = strokes(width, height)
        kinds = {
            "white": lambda x, y: 0,
            "black": lambda x, y: 1,
            "chess": lambda x, y: (x + y) % 2,
            "stripes": lambda x, y: y // 3 % 2,
            "noise": lambda x, y: chance.random() < 0.5,
            "grains": lambda x, y: chance.random() < 0.02,
            "strokes": lambda x, y: (x, y) in drawn,
        }
        for kind, dot in kinds.items():
            yield f"{kind}-{width}x{height}", Picture(width, height, dot)
    for rarity, seed in DUST:
        dots = dust(rarity, seed)
        yield f"dust-{rarity}-{seed}", Picture(400, 300, lambda x, y: next(dots))


def signatures():
    """Points and `up`: a short name, a long one, a scribble over most of the pad, one that leaves nothing white."""
    loop = lambda turns, high: [
        (int(20 + 190 * t / (40 * turns) - 6 * math.sin(t * math.tau / 40)),
         int(36 - high / 2 * math.cos(t * math.tau / 40) * (0.7 + 0.3 * math.sin(t * 0.06))))
        for t in range(40 * turns + 1)
    ]
    chance = random.Random(2)
    anywhere = lambda count: [(chance.randrange(PAD[0]), chance.randrange(PAD[1])) for _ in range(count)]
    underline = ["up", (30, 66), (180, 62)]
    return {
        "short": (loop(4, 40) + underline, True),
        "long": (loop(16, 44) + underline, True),
        "scribble": (loop(40, 60) + ["up"] + loop(11, 30) + underline, True),
        "everywhere": (anywhere(300), False),
    }


def run(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout


def decode(path):
    return read_pbm(run("jbgtopbm", path))


def read(path):
    with open(path, "rb") as file:
        return file.read()


def check_pictures(folder, expected):
    total = 0
    for name, picture in expected.items():
        path = os.path.join(folder, name)
        data, decoded = read(f"{path}.jbg"), decode(f"{path}.jbg")
        assert (decoded.width, decoded.height) == (picture.width, picture.height), f"{name}: another size"
        assert decoded.rows == picture.rows, f"{name}: another picture"
        same = run("pbmtojbg", *SAME_FORM, "-s", str(picture.height), f"{path}.pbm")
        assert same == data, f"{name}: not the bytes of pbmtojbg:\n{data.hex()}\n{same.hex()}"
        total += len(data)
    print(f"{len(expected)} pictures came back dot by dot, and pbmtojbg wrote the same {total} bytes")


def check_signatures(folder, expected):
    for name, (points, fits) in expected.items():
        path = os.path.join(folder, f"{name}.jbg")
        assert os.path.exists(path) == fits, f"{name}: {'refused' if fits else 'not refused'}"
        if not fits:
            print(f"{name}: refused, as too large")
            continue
        size, picture = len(read(path)), decode(path)
        assert size <= LARGEST and (picture.width, picture.height) == PAD, f"{name}: {size} bytes"
        for point in points:
            assert point == "up" or picture.rows[point[1]][point[0]], f"{name}: no ink at {point}"
        left, top, right, bottom = CORNER
        mark = [row[left:right] for row in picture.rows[top:bottom]]
        assert all(any(row) for row in mark), f"{name}: no watermark"
        print(f"{name}: {size} bytes, {sum(map(sum, picture.rows))} dots of ink")
        if name == "short":
            print("\n".join("".join(" #"[dot] for dot in row) for row in mark))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", metavar="FOLDER")
    parser.add_argument("command", nargs="+")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="keytill-jbig-") as folder:
        folder = args.keep or folder
        os.makedirs(folder, exist_ok=True)
        coded, signed = dict(pictures()), signatures()
        for name, picture in coded.items():
            with open(os.path.join(folder, f"{name}.pbm"), "wb") as file:
                file.write(picture.pbm())
        for name, (points, _) in signed.items():
            lines = [point if point == "up" else f"{point[0]} {point[1]}" for point in points]
            with open(os.path.join(folder, f"{name}.ink"), "w") as file:
                file.write("\n".join(lines) + "\n")
        subprocess.run([*args.command, folder], check=True)
        check_pictures(folder, coded)
        check_signatures(folder, signed)


if __name__ == "__main__":
    sys.exit(main())
