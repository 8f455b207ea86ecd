"""The training issuer in terms of pyemv: cryptograms, responses and script codes computed again from the keys in
tests/data/training_issuer.json. Card version 01: ten objects and the card's own results, common session keys, method 1."""

import json
import os
import warnings

from pyemv import ac, kd, sm

# pyemv uses triple DES under the name that the cryptography package is leaving; the versions are pinned.
warnings.filterwarnings("ignore", message=".*TripleDES.*")

KEYS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", "training_issuer.json")
with open(KEYS) as _file:
    _keys = json.load(_file)
IMK_AC, IMK_SMI = bytes.fromhex(_keys["imk_ac"]), bytes.fromhex(_keys["imk_smi"])
INPUT = "9F02 9F03 9F1A 95 5F2A 9A 9C 9F37 82 9F36".split()


def session(pan, sequence, counter):
    return kd.derive_common_sk(kd.derive_icc_mk_a(IMK_AC, pan, sequence), bytes.fromhex(counter) + bytes(6))


def cryptogram(tags, pan, sequence="01"):
    """Tag 9F26 of these objects of field 55, as hexadecimal text."""
    results = tags["9F10"][6:14]
    assert tags["9F10"][4:6] == "01" and results[:2] == "03", f"no issuer data of version 01: {tags['9F10']}"
    data = bytes.fromhex("".join(tags[tag] for tag in INPUT) + results)
    made = ac.generate_ac(session(pan, sequence, tags["9F36"]), data, ac.PaddingType.EMV)
    return made.hex().upper()


def response(tags, pan, code, sequence="01"):
    """Tag 91 for an answer code of two characters, as hexadecimal text."""
    key = session(pan, sequence, tags["9F36"])
    return (ac.generate_arpc_1(key, bytes.fromhex(tags["9F26"]), code.encode()) + code.encode()).hex().upper()


def command(tags, pan, header, data="", sequence="01"):
    """A script command (tag 86) with the first four bytes of its code, as hexadecimal text."""
    key = kd.derive_common_sk(kd.derive_icc_mk_a(IMK_SMI, pan, sequence), bytes.fromhex(tags["9F26"]))
    header += f"{len(data) // 2 + 4:02X}"
    code = sm.generate_command_mac(key, bytes.fromhex(header + tags["9F36"] + tags["9F26"] + data), 4)
    return header + data + code.hex().upper()
