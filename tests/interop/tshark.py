#!/usr/bin/env python3
"""What Wireshark's ISO 8583 dissector makes of this link's messages, beside what `keytill iso describe --json` says.

    tshark.py --binary target/release/keytill [--capture FILE] [--write FILE.pcap]

Each frame (from a capture that `keytill demo --capture` wrote, or the samples of the fuzz corpus) is looked at in three forms:
whole as on the wire, which the dissector cannot read; without TPDU and header, of which it reads what stands before the first
field that it knows in another form; and with every digit in ASCII, which it reads to the end (field 53 cut to its first
eight digits). `--write` keeps the last form
for Wireshark. Needs tshark; exit status 77 where there is none. `docs/wireshark.md` tells the findings.
"""

import argparse
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile

PORT = 5000
PACKED = {"charset": "Digits represented in nibbles", "binencode": "Bin data not encoded"}
ASCII = {"charset": "Digits represented as ASCII Characters", "binencode": "Bin data represented as Hex Ascii characters"}
LL, LLL = {2, 32, 33, 35, 44}, {36, 46, 47, 48, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63}
# Fields that the dissector reads in packed form as this link writes them; 2 and 32 with an even count of digits.
FITS = {3, 4, 11, 12, 13, 14, 15, 23, 25, 26, 37, 38, 39, 41, 42, 44, 49, 54}
# Field 53 has sixteen digits here and eight there: what follows is lost.
DIGITS_OF_53 = 8
SAMPLES = ("published-0810", "echo", "chip-sale", "approved", "reversal", "settlement")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default="target/release/keytill")
    parser.add_argument("--capture", help="lines of JSON from keytill demo --capture")
    parser.add_argument("--write", help="keep the messages in the form that Wireshark reads")
    args = parser.parse_args()
    if not shutil.which("tshark"):
        print("tshark is not installed: skipped")
        return 77
    frames = captured(args.capture) if args.capture else samples()
    told = [describe(args.binary, frame) for frame in frames]
    bare = [frame[-message_size(frame) :] for frame in frames]
    seen_whole = dissect([framed(frame) for frame in frames], PACKED)
    seen_packed = dissect([framed(message) for message in bare], PACKED)
    rewritten = [framed(in_ascii(message)) for message in told]
    seen_ascii = dissect(rewritten, ASCII)
    counts = {"whole": 0, "packed": 0, "ascii": 0}
    for truth, whole, packed, ascii_ in zip(told, seen_whole, seen_packed, seen_ascii, strict=True):
        whole_is_read = whole.get("mti") == truth["mti"]
        counts["whole"] += whole_is_read
        counts["packed"] += check_packed(truth, packed)
        check_ascii(truth, ascii_)
        counts["ascii"] += len(truth["fields"])
    total = sum(len(truth["fields"]) for truth in told)
    print(f"{len(frames)} messages of {total} fields")
    print(f"  whole as on the wire: {counts['whole']} messages read; TPDU and header are taken for the message type")
    print(f"  packed, without TPDU and header: type and bitmap of all, {counts['packed']} fields the same")
    print(f"  digits in ASCII: {counts['ascii']} fields the same")
    if args.write:
        with open(args.write, "wb") as out:
            out.write(pcap(rewritten))
    return 0


def samples():
    """Messages of the corpus, each behind a TPDU and a header."""
    folder = os.path.join(os.path.dirname(__file__), "..", "fuzz", "corpus", "iso8583")
    return [bytes.fromhex("6000030000613100310000") + open(os.path.join(folder, name), "rb").read() for name in SAMPLES]


def captured(path):
    with open(path) as lines:
        frames = [json.loads(line).get("frame") for line in lines]
    # Frames of the capture have no length, or have it before the TPDU.
    frames = [bytes.fromhex(frame) for frame in frames if frame]
    return [frame[2:] if struct.unpack(">H", frame[:2])[0] == len(frame) - 2 else frame for frame in frames]


def describe(binary, frame):
    done = subprocess.run([binary, "iso", "describe", "--json", "-"], input=frame.hex(), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def message_size(frame):
    return len(frame) - 5 - 6


def plain(number, value):
    """A value as the dissector can show it: nothing but ASCII, and field 53 as short as it has it."""
    value = value.encode("ascii", "replace").decode()
    return value[:DIGITS_OF_53] if number == 53 else value


def in_ascii(told):
    """The message with every digit, and every byte of a binary field as two digits, in ASCII."""
    numbers = sorted(int(number) for number in told["fields"])
    bits = sum(1 << (64 - number) for number in numbers)
    out = told["mti"] + f"{bits:016X}"
    for number in numbers:
        value = plain(number, told["fields"][str(number)])
        out += (f"{len(value):02}" if number in LL else f"{len(value):03}" if number in LLL else "") + value
    return out.encode()


def framed(message):
    return struct.pack(">H", len(message)) + message


def pcap(segments):
    """A capture of these TCP segments, each of them one message."""
    out = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
    for at, data in enumerate(segments):
        # A connection of its own for each, so that what the dissector loses in one is not sought in the next.
        tcp = struct.pack(">HHIIBBHHH", 40000 + at % 20000, PORT, 1, 1, 0x50, 0x18, 8192, 0, 0)
        ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 40 + len(data), at % 65536, 0, 64, 6, 0, bytes([10, 0, 0, 1]), bytes([10, 0, 0, 2]))
        packet = bytes(12) + b"\x08\x00" + ip + tcp + data
        out += struct.pack("<IIII", at, 0, len(packet), len(packet)) + packet
    return out


def dissect(segments, form):
    """What tshark says of each segment: field names without their prefix, and their values."""
    with tempfile.NamedTemporaryFile(suffix=".pcap") as file:
        file.write(pcap(segments))
        file.flush()
        command = ["tshark", "-r", file.name, "-d", f"tcp.port=={PORT},iso8583", "-T", "json", "-J", "iso8583"]
        for name, value in {"len_endian": "Big endian", **form}.items():
            command += ["-o", f"iso8583.{name}:{value}"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    packets = [packet["_source"]["layers"].get("iso8583", {}) for packet in json.loads(done.stdout)]
    return [{name.removeprefix("iso8583."): value for name, value in packet.items()} for packet in packets]


def check_packed(told, seen):
    """Type, bitmap, and the fields that fit, as far as the dissector comes. How many fields were the same."""
    numbers = sorted(int(number) for number in told["fields"])
    assert seen.get("mti") == told["mti"], seen
    assert int(seen["map1"], 16) == sum(1 << (64 - number) for number in numbers)
    same = 0
    for number in numbers:
        value, truth = seen.get(f"bit{number}", ""), told["fields"][str(number)]
        if value == truth:
            same += 1
        elif number in (2, 32) and len(truth) % 2 == 1 or number == 22:
            # Odd digits are taken to stand right, where this link has them left.
            assert value == truth[1:] + "0", (number, value)
        elif number in (52, 64):
            # The eight bytes, and a stray character behind them.
            assert value[:-1] == truth, (number, value)
            same += 1
        else:
            assert number not in FITS, f"field {number}: {value!r}, not {truth!r}"
            # A track, or a length in digits where the dissector counts bytes: what follows is lost.
            break
    return same


def check_ascii(told, seen):
    assert seen.get("mti") == told["mti"], seen
    for number, truth in told["fields"].items():
        expected = plain(int(number), truth)
        assert seen.get(f"bit{number}") == expected, f"field {number}: {seen.get(f'bit{number}')!r}, not {truth!r}"
    # It marks a blank in a field of letters and digits, and a separator in track 3, but shows the value.
    marked = [name for name in seen if "tree" in name and name not in ("bit36_tree", "bit38_tree")]
    assert not marked, (marked, seen)


if __name__ == "__main__":
    sys.exit(main())
