"""A second ABECS PIN pad, written from the public description of the protocol and not from this program's code. It
uses what the description leaves open in other ways than the training pad does: parameters in another order and spread
over several blocks, unknown ones among them, a slow ACK, one NAK in each session, notices, masked card numbers, check
bytes that look like control bytes, and the outcome of FCX under the id of GOX.

Runs on a pseudo-terminal in a thread. Standard library and psec."""

import os
import pty
import queue
import secrets
import select
import threading
import time
import tty

import unionpay
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

SYN, ETB, DC3, ACK, NAK, CAN, EOT = 0x16, 0x17, 0x13, 0x06, 0x15, 0x18, 0x04
SPECIAL = {SYN, ETB, DC3}
# The pad's own limit between two bytes of a packet, and how often it repeats a reply that was refused.
BYTE_LIMIT, TRIES = 1.5, 3


def crc(data):
    value = 0
    for byte in data:
        value ^= byte << 8
        for _ in range(8):
            value = ((value << 1) ^ 0x1021 if value & 0x8000 else value << 1) & 0xFFFF
    return value


def packet(data):
    body = b"".join(bytes([DC3, b + 0x20]) if b in SPECIAL else bytes([b]) for b in data)
    return bytes([SYN]) + body + bytes([ETB]) + crc(data + bytes([ETB])).to_bytes(2, "big")


assert packet(b"OPN").hex().upper() == "164F504E17A8A9"


class Channel:
    """The encrypted line: a key of the pad, under which length, check and data travel in AES-128 CBC behind a DC2."""

    DC2 = b"\x12"

    def __init__(self):
        self.key = secrets.token_bytes(16)

    def _cipher(self):
        return Cipher(algorithms.AES(self.key), modes.CBC(bytes(16)))

    def encrypt(self, data):
        clear = len(data).to_bytes(2, "big") + crc(data).to_bytes(2, "big") + data
        worker = self._cipher().encryptor()
        return self.DC2 + worker.update(clear + bytes(-len(clear) % 16)) + worker.finalize()

    def decrypt(self, data):
        worker = self._cipher().decryptor()
        clear = worker.update(data[1:]) + worker.finalize()
        length = int.from_bytes(clear[:2], "big")
        inside = clear[4 : 4 + length]
        assert len(inside) == length and crc(inside).to_bytes(2, "big") == clear[2:4], "an encrypted packet with a wrong check"
        assert clear[4 + length :] == bytes(len(clear) - 4 - length), "an encrypted packet not filled with zeros"
        return inside


def triplet(ident, value):
    return ident.to_bytes(2, "big") + len(value).to_bytes(2, "big") + value


class Refused(Exception):
    """A status other than 000."""

    def __init__(self, status):
        super().__init__(f"{status:03}")
        self.status = status


class Stopped(Exception):
    """CAN, a new command, or the end of the line."""


class Card:
    """A card and its holder."""

    def __init__(self, pan, entry, pin=None, second="000", sequence=1, service="201", purse=False):
        self.purse = purse  # has electronic cash, so it approves by itself where the pad lets it
        self.pan, self.entry, self.pin, self.second, self.sequence = pan, entry, pin, second, sequence
        self.expiry = "291231"
        self.track2 = f"{pan}D2912{service}00001234"

    def masked(self):
        return self.pan[:6] + "*" * (len(self.pan) - 10) + self.pan[-4:]

    def tag(self, name, amount, offline=False):
        values = {
            "9F26": secrets.token_bytes(8), "9F27": b"\x40" if offline else b"\x80", "9F10": bytes.fromhex("07010103A0A8020A010000000000"),
            "9F37": secrets.token_bytes(4), "9F36": bytes.fromhex("0102"), "95": bytes.fromhex("0000000000" if offline else "0000048000"),
            "9A": time.strftime("%y%m%d").encode() and bytes.fromhex(time.strftime("%y%m%d")), "9C": b"\0",
            "9F02": bytes.fromhex(f"{amount:012}"), "5F2A": bytes.fromhex("0156"), "82": bytes.fromhex("7C00"),
            "9F1A": bytes.fromhex("0156"), "9F03": bytes(6), "9F33": bytes.fromhex("E0F0C8"),
            "9F34": bytes.fromhex("420300"), "9F35": bytes.fromhex("22"), "9F1E": b"PAD12345",
            "84": bytes.fromhex("A000000333010102"), "4F": bytes.fromhex("A000000333010102"),
            "9F09": bytes.fromhex("0030"), "9F41": bytes.fromhex("00000017"), "50": b"UNIONPAY CREDIT",
            "5F34": bytes([self.sequence]), "9B": bytes.fromhex("E800"),
        }
        return values.get(name)


class Pad:
    """The pad. `link` is the path under which the program finds it; `keys` its master keys by slot."""

    def __init__(self, link, keys, ack_delay=0.0):
        self.link, self.keys, self.ack_delay = link, keys, ack_delay
        self.cards = queue.Queue()
        self.complaints, self.seen = [], []
        self.waiting_for_card = threading.Event()
        self.plugged = False
        self.damage_next = self.fallback = self.tap_failed = False
        self.encrypts = True
        self.channel = None
        self.tables, self.loading = {}, None  # version by acquirer; what is being loaded
        self.shown = []
        self.disobeys = False  # lets cards approve by themselves whatever it is told

    # -- the cable

    def plug(self):
        self.master, slave = pty.openpty()
        tty.setraw(slave)
        self.slave = slave
        if os.path.islink(self.link):
            os.unlink(self.link)
        os.symlink(os.ttyname(slave), self.link)
        self.plugged = True
        self.naked = False
        threading.Thread(target=self._serve, args=(self.master,), daemon=True).start()

    def unplug(self):
        self.plugged = False
        os.unlink(self.link)
        os.close(self.slave)
        os.close(self.master)

    def present(self, card, seconds=20):
        """Holds the card to the pad as soon as it waits for one."""
        assert self.waiting_for_card.wait(seconds), "the pad was not asked for a card"
        self.cards.put(card)

    # -- the line

    def _serve(self, fd):
        self.card, self.back, self.channel = None, b"", None
        while self.plugged:
            try:
                data = self._command(fd)
                if data is not None:
                    self._answer(fd, data)
            except Stopped:
                continue
            except (OSError, ValueError):
                if not self.plugged or fd != self.master:
                    return
                time.sleep(0.05)  # nobody has the line open

    def _byte(self, fd, seconds):
        if self.back:
            byte, self.back = self.back[0], self.back[1:]
            return byte
        if not self.plugged or fd != self.master:
            raise OSError("unplugged")
        if not select.select([fd], [], [], seconds)[0]:
            return None
        return os.read(fd, 1)[0]

    def _command(self, fd):
        """Waits for a command; says ACK to a good one, NAK to a damaged one, EOT to CAN."""
        byte = self._byte(fd, 0.2)
        if byte == CAN:
            os.write(fd, bytes([EOT]))
            return None
        if byte != SYN:
            return None
        data, escaped = bytearray(), False
        while True:
            byte = self._byte(fd, BYTE_LIMIT)
            if byte is None:
                self.complaints.append("a packet paused for longer than 1.5 s")
                return None
            if escaped:
                if byte - 0x20 not in SPECIAL:
                    self.complaints.append(f"{byte:02X} after DC3")
                data.append(byte - 0x20)
                escaped = False
            elif byte == DC3:
                escaped = True
            elif byte == ETB:
                break
            else:
                data.append(byte)
        check = bytes(self._byte(fd, BYTE_LIMIT) or 0 for _ in range(2))
        if check != crc(bytes(data) + bytes([ETB])).to_bytes(2, "big"):
            self.complaints.append(f"wrong CRC over {bytes(data[:3])}")
            os.write(fd, bytes([NAK]))
            return None
        if len(data) > 2044:
            self.complaints.append(f"{len(data)} bytes in a packet")
        if not self.naked:
            # Once in each session the pad has not understood: the same packet must come again.
            self.naked = True
            os.write(fd, bytes([NAK]))
            return None
        time.sleep(self.ack_delay)
        os.write(fd, bytes([ACK]))
        return bytes(data)

    def _send(self, fd, data, fragments=1):
        if self.channel and data[:3] not in (b"OPN", b"CLO", b"CLX"):
            data = self.channel.encrypt(data)
        raw = packet(data)
        for attempt in range(TRIES):
            damaged, self.damage_next = self.damage_next and fragments > 1, self.damage_next and fragments == 1
            sent = raw[:-1] + bytes([raw[-1] ^ 0x40]) if damaged else raw
            size = -(-len(raw) // fragments)
            for at in range(0, len(raw), size):
                os.write(fd, sent[at : at + size])
                time.sleep(0.02 if fragments > 1 else 0)
            # A good reply is not acknowledged: silence is consent. Only a NAK has it sent again.
            byte = self._byte(fd, 3 if damaged else 0.03)
            if damaged and byte == NAK:
                continue
            if damaged:
                self.complaints.append("a reply with a wrong CRC was taken")
            if byte != NAK:
                if byte is not None:
                    self.back = bytes([byte]) + self.back
                return
            self.complaints.append(f"a reply was refused, attempt {attempt + 1}")

    def _answer(self, fd, data):
        if self.channel and data[:1] == Channel.DC2:
            data = self.channel.decrypt(data)
        elif self.channel and data[:3] != b"OPN":
            self.complaints.append(f"{data[:3]} in clear on an encrypted line")
        name, status, body = data[:3].decode("latin-1"), 0, b""
        self.seen.append(name)
        try:
            handler = getattr(self, "_" + name.lower(), None)
            if handler is None:
                return self._send(fd, b"ERR010")
            body = handler(fd, data[3:])
        except Refused as refused:
            status = refused.status
        self._send(fd, f"{name}{status:03}".encode() + (body if status == 0 else b""), fragments=3)

    # -- blocks and parameters

    def _blocks(self, data):
        blocks = []
        while data:
            length = int(data[:3])
            assert len(data) >= 3 + length, "a block cut short"
            blocks.append(data[3 : 3 + length])
            data = data[3 + length :]
        return blocks

    def _params(self, data):
        found, joined = {}, b"".join(self._blocks(data))
        while joined:
            ident, length = int.from_bytes(joined[:2], "big"), int.from_bytes(joined[2:4], "big")
            if len(joined) < 4 + length or ident in found:
                self.complaints.append(f"parameter {ident:04X} cut short or twice")
                raise Refused(11)
            found[ident] = joined[4 : 4 + length]
            joined = joined[4 + length :]
        return found

    def _need(self, params, *idents):
        for ident in idents:
            if ident not in params:
                self.complaints.append(f"parameter {ident:04X} is missing")
                raise Refused(19)

    def _result(self, name, triplets, blocks=1):
        """The blocks of a reply: last parameter first, an unknown one, and check bytes that look like controls."""
        triplets = list(reversed(triplets))
        for filler in range(60000):
            joined = b"".join(triplets + [triplet(0x80F7, f"{filler:05}".encode())])
            size = min(-(-len(joined) // blocks), 999)
            body = b"".join(
                f"{len(joined[at:at + size]):03}".encode() + joined[at : at + size] for at in range(0, len(joined), size)
            )
            if SPECIAL & set(crc(name + b"000" + body + bytes([ETB])).to_bytes(2, "big")):
                return body
        raise AssertionError("no filler gives such check bytes")

    def _emv(self, params, card, amount, offline=False):
        """The objects asked for, with empty filling between them."""
        wanted, out, at = params.get(0x0004, b""), b"", 0
        while at < len(wanted):
            size = 2 if wanted[at] & 0x1F == 0x1F else 1
            name = wanted[at : at + size].hex().upper()
            at += size
            value = card.tag(name, amount, offline)
            if value is not None:
                out += bytes.fromhex(name) + bytes([len(value)]) + value + (b"\0" if name == "82" else b"")
        return out

    def _key(self, params):
        slot = int(params[0x0009])
        if slot not in self.keys:
            raise Refused(42)
        if len(params[0x000A]) != 16:
            self.complaints.append("a working key must have 16 bytes")
            raise Refused(11)
        return unionpay.undes(self.keys[slot], params[0x000A])

    # -- waiting for people

    def _notice(self, fd, first, second=""):
        self._send(fd, b"NTM000032" + f"{first:<16.16}{second:<16.16}".encode("latin-1"))

    def _while_waiting(self, fd):
        """A CAN or a new command ends what is being waited for."""
        byte = self._byte(fd, 0.02)
        if byte == CAN:
            os.write(fd, bytes([EOT]))
            raise Stopped
        if byte == SYN:
            self.back = bytes([SYN]) + self.back
            raise Stopped

    # -- commands

    def _opn(self, fd, data):
        self.card = self.channel = None
        if not data:
            self.complaints.append("opened in clear, though nobody asked for that")
        if not data or not self.encrypts:
            return b""
        (block,) = self._blocks(data)
        mode, size, modulus, length = block[:1], block[1:4], int(block[4:516], 16), int(block[516:517])
        if (mode, size) != (b"0", b"256") or len(block) != 517 + 2 * length:
            self.complaints.append(f"OPN with {len(block)} characters")
            raise Refused(11)
        public = rsa.RSAPublicNumbers(int(block[517:], 16), modulus).public_key()
        if public.key_size != 2048:
            self.complaints.append(f"a key of {public.key_size} bits")
        self.channel = Channel()
        sealed = public.encrypt(self.channel.key, padding.PKCS1v15()).hex().upper().encode()
        return b"515256" + sealed

    def _clx(self, fd, data):
        """A text for the display, or a picture that this pad cannot show; the line is in clear again."""
        self.shown.append(self._params(data).get(0x001B, b""))
        self.channel = None
        return b""

    def _dex(self, fd, data):
        (block,) = self._blocks(data)
        text = block[3 : 3 + int(block[:3])]
        if len(text) != int(block[:3]) or len(block) - 3 - len(text) not in (0, 6):
            self.complaints.append(f"DEX {block}")
        self.shown.append(text)
        return b""

    def _rmc(self, fd, data):
        if [len(block) for block in self._blocks(data)] != [32]:
            self.complaints.append("RMC without two lines of sixteen")
        self.card = None
        return b""

    # Columns of an application (314), of a key (611): the widths that the description gives.
    APPLICATION = (3, 1, 2, 2, 2, 32, 2, 16, 2, 4, 4, 4, 3, 3, 1, 15, 4, 8, 6, 10, 2, 10, 10, 10, 8, 1, 1, 1, 8, 8, 8, 5, 40, 40, 8, 10, 10, 10)
    KEY = (3, 1, 2, 2, 10, 2, 2, 1, 6, 3, 496, 1, 40, 42)

    def _tli(self, fd, data):
        (block,) = self._blocks(data)
        if len(block) != 12 or not block[:2].isdigit():
            self.complaints.append(f"TLI {block}")
        self.loading = (block[:2], block[2:], [])
        if self.tables.get(block[:2], (None,))[0] != block[2:]:
            raise Refused(20)
        return b""

    def _tlr(self, fd, data):
        if self.loading is None:
            raise Refused(10)
        (block,) = self._blocks(data)
        count, rest = int(block[:2]), block[2:].decode("ascii")
        for _ in range(count):
            record, rest = rest[: int(rest[:3])], rest[int(rest[:3]) :]
            widths = {"1": self.APPLICATION, "2": self.KEY}[record[3]]
            columns, at = [], 0
            for width in widths:
                columns.append(record[at : at + width])
                at += width
            if at != len(record) or columns[2].encode() != self.loading[0]:
                self.complaints.append(f"a record of {len(record)} for acquirer {columns[2]}")
            if record[3] == "1" and not (columns[5][: 2 * int(columns[4])] + "0" * 32)[:32] == columns[5]:
                self.complaints.append(f"an identifier {columns[5]} of {columns[4]} bytes")
            if record[3] == "2" and len(columns[10].rstrip("0")) > 2 * int(columns[9]):
                self.complaints.append(f"a modulus longer than {columns[9]} bytes")
            self.loading[2].append(columns)
        if rest:
            self.complaints.append(f"{len(rest)} characters behind {count} records")
        return b""

    def _tle(self, fd, data):
        if self.loading is None:
            raise Refused(10)
        acquirer, version, records = self.loading
        self.tables[acquirer], self.loading = (version, records), None
        return b""

    def _gix(self, fd, data):
        known = {
            0x8001: b"SN-0042-7781", 0x8003: b"OTHERPAD 9;512KB", 0x8004: b"ELSEWHERE", 0x8005: b"1111000000",
            0x8007: b"2.12", 0x8009: b"001.07", 0x800B: b"2469B", 0x8010: b"K1.0", 0x8020: b"0416",
            0x8032: "".join("1" if slot in self.keys else "0" for slot in range(100)).encode(),
        }
        for acquirer, (version, _) in self.tables.items():
            known[0x9300 + int(acquirer)] = version
        params = self._params(data)
        wanted = params.get(0x0001)
        if wanted:
            idents = [int.from_bytes(wanted[at : at + 2], "big") for at in range(0, len(wanted), 2)]
            known = {ident: known[ident] for ident in idents if ident in known}
        return self._result(b"GIX", [triplet(ident, value) for ident, value in known.items()])

    def _gcx(self, fd, data):
        params = self._params(data)
        self._need(params, 0x0013, 0x0015, 0x0016, 0x0017)
        if 0x0010 not in params and 0x0012 not in params:
            self._need(params, 0x0010)
        self.amount = int(params[0x0013])
        if self.tap_failed and params[0x0017][:1] != b"0":
            self.complaints.append("contactless is still on after a tap that failed")
        for ident, size in ((0x0013, 12), (0x0015, 6), (0x0016, 6), (0x0017, 5)):
            if len(params[ident]) != size or not params[ident].isdigit():
                self.complaints.append(f"parameter {ident:04X} is {params[ident]}")
        self.card, self.tracks_given = None, False
        self._notice(fd, "INSIRA, APROXIME", "OU PASSE CARTAO")
        self.waiting_for_card.set()
        try:
            while self.cards.empty():
                self._while_waiting(fd)
        finally:
            self.waiting_for_card.clear()
        card = self.cards.get()
        if isinstance(card, int):
            # 076: the chip cannot be read, the stripe may be taken in its place.
            self.fallback = card == 76
            self.tap_failed = card == 83
            raise Refused(card)
        self._notice(fd, "PROCESSANDO...")
        self.tap_failed = False
        self.card = card
        if card.entry == "swipe":
            given = [triplet(0x804F, b"00"), triplet(0x8050, b"1" if self.fallback else b"0"), triplet(0x8052, card.masked().encode())]
            given += [triplet(0x8042, f"{card.masked()}=2912".encode()), triplet(0x805D, card.expiry.encode())]
            self.fallback = False
            return self._result(b"GCX", given)
        kind = b"03" if card.entry == "chip" else b"06"
        given = [triplet(0x804F, kind), triplet(0x8051, b"010002"), triplet(0x8052, card.masked().encode())]
        given += [triplet(0x8053, f"{card.sequence:02}".encode()), triplet(0x8054, self._emv(params, card, self.amount))]
        given += [triplet(0x805B, b"UNIONPAY CREDIT "), triplet(0x805D, card.expiry.encode()), triplet(0x8060, b"00")]
        return self._result(b"GCX", given, blocks=2)

    def _gox(self, fd, data):
        params = self._params(data)
        self._need(params, 0x0010, 0x0002, 0x0009)
        card = self._present_card("chip", "tap")
        offline = card.purse and (self._may_end_offline(params) or self.disobeys)
        given = [triplet(0x8054, self._emv(params, card, self.amount, offline))]
        if offline:
            return self._result(b"GOX", given + [triplet(0x8056, b"000000")], blocks=2)
        # Terminal capabilities without online PIN in the caller's EMV objects: nobody is asked.
        no_pin = bytes.fromhex("9F3303") in params.get(0x0005, b"") and not params[0x0005][4] & 0x40
        if card.pin is None or no_pin:
            return self._result(b"GOX", given + [triplet(0x8056, b"200000")], blocks=2)
        self._need(params, 0x000A)
        key = self._key(params)
        self._notice(fd, "DIGITE A SENHA")
        block = unionpay.pin_block(key, card.pin, card.pan)
        given += [triplet(0x8056, b"202000"), triplet(0x8057, block)]
        return self._result(b"GOX", given, blocks=2)

    def _may_end_offline(self, params):
        """By the options, whose second digit forbids it, and by the floor limit: four bytes, then six about a random choice."""
        options, risk = params.get(0x0018, b"00000"), params.get(0x001A, bytes(10))
        if len(options) != 5 or not options.isdigit() or len(risk) != 10:
            self.complaints.append(f"GOX with options {options} and risk parameters {risk.hex()}")
        return options[1:2] != b"1" and self.amount < int.from_bytes(risk[:4], "big")

    def _gtk(self, fd, data):
        """Full tracks, once for each card."""
        self._params(data)
        card = self._present_card("chip", "tap", "swipe")
        if self.tracks_given:
            self.complaints.append("GTK twice for one card")
            raise Refused(10)
        self.tracks_given = True
        pack = lambda text: bytes.fromhex(text + "F" * (len(text) % 2) + "FF")
        given = [triplet(0x8045, pack(card.track2)), triplet(0x804A, pack(card.pan))]
        return self._result(b"GTK", given)

    def _gpn(self, fd, data):
        (block,) = self._blocks(data)
        text = block.decode("latin-1")
        if len(text) != 93 or text[0] != "1" or text[56] != "1" or text[57:59] < "04":
            self.complaints.append(f"GPN with {len(text)} characters")
            raise Refused(11)
        card = self._present_card("swipe")
        params = {0x0009: text[1:3].encode(), 0x000A: bytes.fromhex(text[3:35])}
        pan = text[37:56][: int(text[35:37])]
        if pan != card.pan:
            self.complaints.append("GPN with another card number")
        key = self._key(params)
        self._notice(fd, "DIGITE A SENHA")
        block = unionpay.pin_block(key, card.pin, pan)
        return b"036" + (block.hex().upper() + "0" * 20).encode()

    def _fcx(self, fd, data):
        params = self._params(data)
        self._need(params, 0x0019)
        card = self._present_card("chip")
        if len(params[0x0019]) != 4:
            self.complaints.append(f"FCX options {params[0x0019]}")
        word = params[0x0019][:1]
        if word != b"2" and len(params.get(0x001C, b"")) != 2:
            self.complaints.append("FCX without the host's code")
        if 0x0005 in params:
            unionpay.tlv(params[0x0005])
        self.last_word = (word.decode(), params.get(0x001C, b"").decode(), params.get(0x0005, b""))
        self.card = None
        result = card.second.encode() if word == b"0" else b"100"
        given = [triplet(0x8056, result), triplet(0x8059, bytes.fromhex("2000000000")), triplet(0x8054, self._emv(params, card, self.amount))]
        return self._result(b"FCX", given)

    def _ebx(self, fd, data):
        params = self._params(data)
        self._need(params, 0x0003, 0x0009, 0x000A, 0x000F)
        if params[0x0003] != b"10" or not params[0x000F] or len(params[0x000F]) % 8 or len(params[0x000F]) > 256:
            self.complaints.append(f"EBX {params[0x0003]} over {len(params[0x000F])} bytes")
            raise Refused(11)
        key, data = self._key(params), params[0x000F]
        out = b"".join(unionpay.des(key, data[at : at + 8]) for at in range(0, len(data), 8))
        return self._result(b"EBX", [triplet(0x804E, out)])

    def _present_card(self, *entries):
        if self.card is None or self.card.entry not in entries:
            raise Refused(43)
        return self.card
