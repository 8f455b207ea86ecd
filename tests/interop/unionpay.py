"""The UnionPay terminal message format in terms of pyiso8583 and psec, written from the public description of the
format and not from this program's code."""

import warnings

import iso8583
import psec
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import SM4

# psec uses triple DES under the name that the cryptography package is leaving; the versions are pinned.
warnings.filterwarnings("ignore", message=".*TripleDES.*")

N, B, ASCII = "nibbles", "bytes", "latin-1"


def _fixed(digits, align=None):
    """Packed digits of a fixed length; an odd count is aligned to one side."""
    spec = {"data_enc": "b", "len_enc": "bcd", "len_type": 0, "max_len": digits, "len_count": N}
    if align:
        spec["right_pad" if align == "left" else "left_pad"] = "0"
    return spec


def _ascii(size):
    return {"data_enc": ASCII, "len_enc": "bcd", "len_type": 0, "max_len": size}


def _bytes(size):
    return {"data_enc": "b", "len_enc": "bcd", "len_type": 0, "max_len": size}


def _digits(length_bytes, most):
    """Variable digits, packed left aligned; the length counts digits."""
    return {"data_enc": "b", "len_enc": "bcd", "len_type": length_bytes, "max_len": most, "len_count": N, "right_pad": "0"}


def _text(length_bytes, most):
    return {"data_enc": ASCII, "len_enc": "bcd", "len_type": length_bytes, "max_len": most}


def _binary(length_bytes, most):
    return {"data_enc": "b", "len_enc": "bcd", "len_type": length_bytes, "max_len": most}


SPEC = {
    "h": {"data_enc": "b", "len_enc": "bcd", "len_type": 0, "max_len": 0},
    "t": {"data_enc": "b", "len_enc": "bcd", "len_type": 0, "max_len": 2},
    "p": {"data_enc": "b", "len_enc": "bcd", "len_type": 0, "max_len": 8},
    "1": {"data_enc": "b", "len_enc": "bcd", "len_type": 0, "max_len": 8},
    "2": _digits(1, 19),
    "3": _fixed(6),
    "4": _fixed(12),
    "11": _fixed(6),
    "12": _fixed(6),
    "13": _fixed(4),
    "14": _fixed(4),
    "15": _fixed(4),
    "22": _fixed(3, "left"),
    "23": _fixed(3, "right"),
    "25": _fixed(2),
    "26": _fixed(2),
    "32": _digits(1, 11),
    "35": _digits(1, 37),
    "36": _digits(2, 104),
    "37": _ascii(12),
    "38": _ascii(6),
    "39": _ascii(2),
    "41": _ascii(8),
    "42": _ascii(15),
    "44": _text(1, 25),
    "47": _text(2, 999),
    "48": _digits(2, 322),
    "49": _ascii(3),
    "52": _bytes(8),
    "53": _fixed(16),
    "54": _text(2, 20),
    "55": _binary(2, 255),
    "59": _text(2, 600),
    "60": _digits(2, 17),
    "61": _digits(2, 29),
    "62": _binary(2, 999),
    "63": _text(2, 163),
    "64": _bytes(8),
}


class Frame:
    """Transport header, message header and message; the two bytes of length are already off."""

    def __init__(self, data):
        self.tpdu, self.header, self.message = data[:5], data[5:11], data[11:]
        self.fields, _ = iso8583.decode(self.message, SPEC)

    def mti(self):
        return self.fields["t"]

    def get(self, number):
        return self.fields.get(str(number))

    def numbers(self):
        return sorted(int(key) for key in self.fields if key.isdigit() and key != "1")

    def mac_is_right(self, key, mode="unionpay-ecb"):
        return bytes.fromhex(self.get(64)) == mac(key, self.message[:-8], mode)

    def open_track(self, key):
        """Field 35 in clear: the eight bytes that end one byte before the last one were under this key."""
        text = self.fields["35"]
        packed = bytes.fromhex(text + "0" * (len(text) % 2))
        packed = packed[:-9] + undes(key, packed[-9:-1]) + packed[-1:]
        self.fields["35"] = packed.hex().upper()[: len(text)]


def encode(mti, fields):
    """The bytes of a message; `fields` by number."""
    doc = {"t": mti, **{str(n): v for n, v in fields.items()}}
    raw, _ = iso8583.encode(doc, SPEC)
    return bytes(raw)


def sealed(mti, fields, key, mode="unionpay-ecb"):
    """The same with a MAC in field 64."""
    raw = encode(mti, {**fields, 64: "00" * 8})
    return raw[:-8] + mac(key, raw[:-8], mode)


def des(key, block):
    """Single or triple DES, ECB: with three equal parts, triple DES is single DES."""
    return psec.des.encrypt_tdes_ecb(key * 3 if len(key) == 8 else key, block)


def undes(key, block):
    return psec.des.decrypt_tdes_ecb(key * 3 if len(key) == 8 else key, block)


def sm4(key, block):
    """psec has no SM4; the library under it has."""
    return Cipher(SM4(key), modes.ECB()).encryptor().update(block)


def unwrap(key, under, mode="unionpay-ecb"):
    """A working key under the master key; with the MAC of SM4 both are keys of SM4."""
    if mode == "sm4":
        return Cipher(SM4(key), modes.ECB()).decryptor().update(under)
    return undes(key, under)


def kcv(key, mode="unionpay-ecb"):
    return (sm4(key, bytes(16)) if mode == "sm4" else des(key, bytes(8)))[:4]


def mac(key, data, mode="unionpay-ecb"):
    """The MACs of ANSI as psec has them, or the terminal's own: all blocks into one, its text in two halves through the
    cipher, the first half as text."""
    if mode == "x9.9":
        return psec.mac.generate_cbc_mac(key, data, 1)
    if mode == "x9.19":
        return psec.mac.generate_retail_mac(key[:8], key[8:], data, 1)
    size, cipher = (16, sm4) if mode == "sm4" else (8, des)
    data += bytes(-len(data) % size)
    block = bytes(size)
    for at in range(0, len(data), size):
        block = bytes(a ^ b for a, b in zip(block, data[at : at + size]))
    text = block.hex().upper().encode()
    first = cipher(key, text[:size])
    second = cipher(key, bytes(a ^ b for a, b in zip(first, text[size:])))
    return second.hex().upper()[:8].encode()


def pin_block(key, pin, pan):
    return des(key, psec.pinblock.encode_pinblock_iso_0(pin, pan))


def pin_of(key, block, pan):
    return psec.pinblock.decode_pinblock_iso_0(undes(key, block), pan)


def tlv(data):
    """The objects of field 55 by tag, as hexadecimal text; zero bytes between objects are skipped."""
    found, at = {}, 0
    while at < len(data):
        if data[at] == 0:
            at += 1
            continue
        start = at
        at += 1
        if data[start] & 0x1F == 0x1F:
            while data[at] & 0x80:
                at += 1
            at += 1
        tag = data[start:at].hex().upper()
        length = data[at]
        at += 1
        if length > 0x80:
            count = length & 0x7F
            length, at = int.from_bytes(data[at : at + count], "big"), at + count
        assert at + length <= len(data), f"{tag} is longer than what is left"
        assert tag not in found, f"{tag} comes twice"
        found[tag] = data[at : at + length].hex().upper()
        at += length
    return found


def self_check():
    """Published values: a sign-on, a MAC, a PIN block."""
    raw = bytes.fromhex(
        "60000001386131003111080810003800010AC000145002112213010720080008550032323133303134393133323930303939"
        "3939393930363030313433303137303131393939390011000005190030004046F161A743497B32EAC760DF5EA57DF5900ECC"
        "E3977731A7EA402DDF0000000000000000CFF1592A"
    )
    frame = Frame(raw)
    assert (frame.mti(), frame.get(11), frame.get(32), frame.get(60)) == ("0810", "500211", "00085500", "00000519003")
    assert encode(frame.mti(), {n: frame.get(n) for n in frame.numbers()}) == frame.message
    tmk, keys = bytes.fromhex("258FB0AB70D025CDB99DF2C4D302D646"), bytes.fromhex(frame.get(62))
    assert kcv(undes(tmk, keys[:16])) == keys[16:20] and kcv(undes(tmk, keys[20:28])) == keys[36:40]
    first = des(bytes.fromhex("55036372B17543ECB173730768B8D6C4"), b"1212B04E")
    assert first.hex().upper() == "8B29461A844BA5EC"
    key = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
    assert pin_block(key, "1234", "5432101234567890").hex().upper() == "BA2ADC4EBA48F711"
    tmk, under = bytes.fromhex("1234567890ABCDEFABCDEF0987654321"), bytes.fromhex("3D66234C49E4296FF9C78D8BACBD6A76")
    assert unwrap(tmk, under, "sm4").hex().upper() == "F351D490994603795C6EBEE8FAEBB481"
    assert kcv(unwrap(tmk, under, "sm4"), "sm4").hex().upper() == "861E83E3"


self_check()
