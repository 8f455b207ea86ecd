"""A second acquirer host, written from the public description of the format and not from this program's code. It takes
the freedoms that the description gives hosts: field 60 shorter or longer than asked, blank-padded authorisation codes,
refusals without a MAC, a 0510 with or without field 39, answers in pieces and behind answers to other questions, a
connection closed after each answer. It checks every question and keeps its own books.

Runs in a thread. Standard library, pyiso8583 and psec."""

import secrets
import socket
import threading
import time

import unionpay
from unionpay import Frame, tlv

TAGS = "9F26 9F27 9F10 9F37 9F36 95 9A 9C 9F02 5F2A 82 9F1A 9F03 9F33".split()


class Host:
    """The host. `pins` are the PINs by card number; `conduct` says by card number what to do with a sale."""

    def __init__(
        self, tmk, tpdu, header, terminal, merchant, pins, batch, double_mak=False, f60=13, totals=62, code="003",
        mac="unionpay-ecb", track="clear",
    ):
        self.tmk, self.tpdu, self.header = tmk, bytes.fromhex(tpdu), bytes.fromhex(header)
        self.terminal, self.merchant, self.pins = terminal, merchant, pins
        self.batch, self.double_mak, self.f60, self.totals, self.code = batch, double_mak, f60, totals, code
        self.mac, self.track = mac, track
        self.conduct, self.complaints, self.log = {}, [], []
        self.books, self.details, self.settlements = {}, [], []
        self.pik = self.mak = self.tdk = None
        self.order, self.say_39_in_0510, self.close_after_answer = 0, False, False
        self.deaf_to_reversals = 0
        self.forget = set()
        self.fallbacks = set()  # cards whose chip cannot be read
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.socket.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    # -- the wire

    def _accept(self):
        while True:
            stream, _ = self.socket.accept()
            threading.Thread(target=self._serve, args=(stream,), daemon=True).start()

    def _serve(self, stream):
        with stream:
            stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while True:
                head = self._exactly(stream, 2)
                if not head:
                    return
                raw = self._exactly(stream, int.from_bytes(head, "big"))
                try:
                    frames = self._answer(raw)
                except Exception as error:  # a complaint is what the test looks at
                    self.complaints.append(f"{raw[11:13].hex()}: {type(error).__name__}: {error}")
                    return
                for at, message in enumerate(frames):
                    self._send(stream, message)
                if self.close_after_answer and frames:
                    return

    def _exactly(self, stream, count):
        data = b""
        while len(data) < count:
            try:
                piece = stream.recv(count - len(data))
            except OSError:
                return b""
            if not piece:
                return b""
            data += piece
        return data

    def _send(self, stream, message):
        tpdu = self.tpdu[:1] + self.tpdu[3:] + self.tpdu[1:3]
        header = bytearray(self.header)
        header[2] = (header[2] & 0xF0) | self.order
        self.order = 0
        frame = tpdu + bytes(header) + message
        data = len(frame).to_bytes(2, "big") + frame
        # In pieces, the first of them in the middle of the length.
        for piece in (data[:1], data[1:9], data[9:40], data[40:]):
            stream.sendall(piece)
            time.sleep(0.01)

    # -- what every question must hold

    def _complain(self, frame, text):
        self.complaints.append(f"{frame.mti()} {frame.get(11)}: {text}")

    def _want(self, frame, number, value):
        if frame.get(number) != value:
            self._complain(frame, f"field {number} is {frame.get(number)}, not {value}")

    def _answer(self, raw):
        frame = Frame(raw)
        self.log.append(frame)
        if frame.tpdu != self.tpdu:
            self._complain(frame, f"TPDU {frame.tpdu.hex()}")
        if frame.header != self.header:
            self._complain(frame, f"header {frame.header.hex()}")
        self._want(frame, 41, self.terminal)
        self._want(frame, 42, self.merchant)
        batch = frame.get(60)[2:8]
        if frame.mti() not in ("0800", "0820") and batch != self.batch:
            self._complain(frame, f"batch {batch}, not {self.batch}")
        code = frame.get(60)[8:11]
        handler = {
            ("0800", self.code): self._sign_on, ("0820", "301"): self._echo, ("0820", "002"): self._echo,
            ("0500", "201"): self._settle, ("0320", "201"): self._stripes, ("0320", "203"): self._chip,
            ("0320", "205"): self._chip, ("0320", "202"): self._end, ("0320", "207"): self._end,
            ("0620", "951"): self._script, ("0820", "372"): self._list, ("0820", "382"): self._aid_list, ("0800", "380"): self._aid,
            ("0800", "371"): self._list_end, ("0800", "381"): self._list_end,
        }.get((frame.mti(), code))
        if frame.mti() in ("0200", "0400"):
            handler = self._trade if frame.mti() == "0200" else self._reversal
        if handler is None:
            self._complain(frame, f"unknown with code {code}")
            return []
        if frame.mti() in ("0200", "0400", "0620"):
            if not frame.get(64) or not frame.mac_is_right(self.mak, self.mac):
                self._complain(frame, "the MAC is wrong")
                return [self._reply(frame, {39: "A0"})]
            if self.track == "encrypted" and frame.get(35):
                frame.open_track(self.tdk)
        elif frame.get(64):
            self._complain(frame, "a MAC where none belongs")
        answers = handler(frame)
        return answers if isinstance(answers, list) else [answers]

    def wait_for(self, mti, amount, seconds=10):
        """Waits until a question of this type and amount has been booked."""
        end = time.monotonic() + seconds
        while not any(e["request"].mti() == mti and e["amount"] == amount for e in list(self.books.values())):
            assert time.monotonic() < end, f"no {mti} over {amount} came"
            time.sleep(0.01)

    # -- answers

    def _reply(self, frame, fields, seal=False):
        mti = f"{int(frame.mti()) + 10:04}"
        fields = {41: self.terminal, 42: self.merchant, **fields}
        return unionpay.sealed(mti, fields, self.mak, self.mac) if seal else unionpay.encode(mti, fields)

    def _clock(self):
        return {12: time.strftime("%H%M%S"), 13: time.strftime("%m%d")}

    def _rrn(self, frame):
        return time.strftime("%H%M%S") + frame.get(11)

    def _sign_on(self, frame):
        self._only(frame, {11, 41, 42, 60, 63})
        wrap = lambda key: b"".join(unionpay.des(self.tmk, key[at : at + 8]) for at in range(0, len(key), 8))
        self.pik = secrets.token_bytes(16)
        self.mak = secrets.token_bytes(16 if self.double_mak else 8)
        area = wrap(self.mak) if self.double_mak else wrap(self.mak) + bytes(8)
        keys = wrap(self.pik) + unionpay.kcv(self.pik) + area + unionpay.kcv(self.mak)
        if self.code == "004":
            self.tdk = secrets.token_bytes(16)
            keys += wrap(self.tdk) + unionpay.kcv(self.tdk)
        # Field 60 shorter than asked: type and batch.
        fields = {11: frame.get(11), **self._clock(), 32: "00010000", 37: self._rrn(frame), 39: "00"}
        return self._reply(frame, {**fields, 60: "00" + self.batch, 62: keys.hex().upper()})

    def _echo(self, frame):
        return self._reply(frame, {**self._clock(), 39: "00", 60: frame.get(60)})

    def _only(self, frame, numbers):
        if set(frame.numbers()) != numbers:
            self._complain(frame, f"fields {set(frame.numbers()) ^ numbers} differ")

    def _trade(self, frame):
        void, told = frame.get(60)[:2] == "23", frame.get(60)[:2] == "36"
        pan = frame.get(2) or frame.get(35).split("D")[0]
        self._check_trade(frame, void, pan)
        number = (self.batch, frame.get(11))
        if number in self.books:
            self._complain(frame, "the voucher number is taken")
        code = self._void_code(frame) if void else self._sale_code(frame, pan)
        conduct = self.conduct.get(pan, "approve") if not void else self.conduct.get("void", "approve")
        if code == "00" and conduct not in ("approve", "silent", "bad-mac", "strays", "declined-by-card"):
            code = conduct
        rrn, auth = self._rrn(frame), "A7" + frame.get(11)[-2:] + "  "
        entry = {"kind": "void" if void else "ecash_sale" if told else "sale", "amount": int(frame.get(4)), "pan": pan, "state": "declined"}
        entry |= {"rrn": rrn, "auth": auth, "how": frame.get(22)[:2], "request": frame}
        self.books[number] = entry
        if code == "00":
            entry["state"] = "approved"
        if code == "00" and void:
            original = self.books[(frame.get(61)[:6], frame.get(61)[6:])]
            original["state"] = "voided"
        if conduct == "silent":
            return []
        return self._trade_reply(frame, pan, code, rrn, auth, conduct)

    def _trade_reply(self, frame, pan, code, rrn, auth, conduct):
        fields = {2: pan, 3: frame.get(3), 4: frame.get(4), 11: frame.get(11), **self._clock(), 15: time.strftime("%m%d")}
        fields |= {25: "00", 32: "00010000", 37: rrn, 39: code, 44: "01020000   00010000   ", 49: "156"}
        # Field 60 longer than asked.
        fields[60] = (frame.get(60) + "0" * 17)[:17]
        if code != "00":
            return self._reply(frame, fields)  # a refusal without a MAC
        fields |= {38: auth, 63: ("CUP" + "交易成功".encode("gbk").decode("latin-1").ljust(20) + " " * 40 + "ASK AGAIN").rstrip()}
        if frame.get(55) and frame.get(60)[:2] == "22":
            fields[55] = "910A1122334455667788" + "3030" + "9F36020102" + "720F9F180400000001860684240000040A"
        if frame.get(22)[:2] == "02":
            fields[38] = " " * 6  # an issuer without codes
        answer = self._reply(frame, fields, seal=True)
        if conduct == "bad-mac":
            return answer[:-1] + (b"0" if answer[-1:] != b"0" else b"1")
        if conduct == "strays":
            # Late answers to other questions first: another number, another type, another terminal.
            other = self._reply(frame, {**fields, 11: "999999"}, seal=True)
            echo = unionpay.encode("0830", {**self._clock(), 39: "00", 41: self.terminal, 42: self.merchant, 60: "00000001301"})
            stranger = self._reply(frame, {**fields, 41: "99999999", 39: "51"}, seal=True)
            return [other, echo, stranger, answer]
        return answer

    def _check_trade(self, frame, void, pan):
        numbers, how = set(frame.numbers()), frame.get(22)
        want = {3, 4, 11, 22, 25, 41, 42, 49, 60, 64}
        want |= {37, 61} if void else set()
        told = frame.get(60)[:2] == "36"
        want |= {55, 63} if told else set()
        may = {2, 14, 23, 26, 35, 52, 53} | ({38} if void else set())
        if how[:2] in ("05", "07"):
            want |= {2, 23, 55} if not void else {2}
            may |= {55}
        if how[:2] == "02":
            want |= {35}
            may -= {2}
        if not want <= numbers or not numbers <= want | may:
            self._complain(frame, f"{want - numbers} missing, {numbers - want - may} too many")
        self._want(frame, 3, "200000" if void else "000000")
        self._want(frame, 25, "00")
        self._want(frame, 49, "156")
        if len(frame.get(60)) != self.f60 or frame.get(60)[:2] not in (("23",) if void else ("22", "36")):
            self._complain(frame, f"field 60 {frame.get(60)}")
        if len(frame.get(60)) >= 13 and frame.get(60)[12] != ("2" if pan in self.fallbacks and not void else "0"):
            self._complain(frame, f"60.5 in {frame.get(60)}")
        if frame.get(35) and not frame.get(35).startswith(pan + "D2912"):
            self._complain(frame, "field 35")
        if bool(frame.get(52)) != (how[2] == "1") or bool(frame.get(52)) != bool(frame.get(26)):
            self._complain(frame, "fields 22, 26 and 52 disagree")
        hidden = "1" if self.track == "encrypted" and frame.get(35) else "0"
        if not told and frame.get(53) != ("26" if frame.get(52) else "06") + hidden + "0" * 13:
            self._complain(frame, f"field 53 {frame.get(53)}")
        if frame.get(55):
            tags = tlv(bytes.fromhex(frame.get(55)))
            if not set(TAGS) <= set(tags) or tags["9F02"] != frame.get(4):
                self._complain(frame, f"field 55 {sorted(tags)}")
            approved = (tags.get("9F27"), tags.get("8A")) == ("40", "5931")
            if approved != told or told and frame.get(52):
                self._complain(frame, f"60.1 is {frame.get(60)[:2]}, 9F27 {tags.get('9F27')}, 8A {tags.get('8A')}")

    def _sale_code(self, frame, pan):
        if pan not in self.pins:
            return "14"
        if frame.get(52):
            try:
                typed = unionpay.pin_of(self.pik, bytes.fromhex(frame.get(52)), pan)
            except ValueError:
                self._complain(frame, "field 52 is no PIN block")
                return "99"
            return "00" if typed == self.pins[pan] else "55"
        return "00"

    def _void_code(self, frame):
        original = self.books.get((frame.get(61)[:6], frame.get(61)[6:]))
        if not original or original["state"] != "approved":
            self._complain(frame, f"void of {frame.get(61)}, which is not an approved sale")
            return "25"
        self._want(frame, 37, original["rrn"])
        if frame.get(38) is not None and original["how"] != "02":
            self._want(frame, 38, original["auth"])
        if int(frame.get(4)) != original["amount"]:
            return "64"
        return "00"

    def _reversal(self, frame):
        entry = self.books.get((self.batch, frame.get(11)))
        if self.deaf_to_reversals > 0:
            self.deaf_to_reversals -= 1
            return []
        if {26, 35, 36, 37, 52} & set(frame.numbers()):
            self._complain(frame, "a reversal with track, PIN or RRN")
        if not entry:
            return self._reply(frame, {11: frame.get(11), 39: "25"})
        request = entry["request"]
        for number in (2, 3, 4, 11, 14, 22, 23, 25, 49, 60, 61):
            self._want(frame, number, request.get(number))
        if frame.get(55):
            tags = tlv(bytes.fromhex(frame.get(55)))
            if not set(tags) <= {"95", "9F1E", "9F10", "9F36", "DF31"}:
                self._complain(frame, f"field 55 of a reversal {sorted(tags)}")
        entry["reason"] = frame.get(39)
        if entry["state"] == "approved":
            entry["state"] = "reversed"
        fields = {n: frame.get(n) for n in (3, 4, 11, 25, 49)} | {**self._clock(), 37: entry["rrn"], 39: "00", 60: frame.get(60)[:8]}
        return self._reply(frame, fields, seal=True)

    # -- beside the trades

    def _list(self, frame):
        """No public keys: the pad has its own."""
        self._only(frame, {41, 42, 60, 62})
        self._want(frame, 62, b"100".hex().upper())
        return self._reply(frame, {**self._clock(), 39: "00", 60: frame.get(60)[:11], 62: b"0".hex().upper()})

    AID = bytes.fromhex("9F0608A000000333010102")
    AID_PARAMETERS = bytes.fromhex(
        "DF0101009F08020020DF1105D84000A800DF1205D84004F800DF130500100000009F1B0400002710DF150400000000DF160199DF170199"
        "DF14039F3704DF1801019F7B06000000100000DF1906000000000000DF2006000000100000DF2106000000100000"
    )

    def _aid_list(self, frame):
        """One card application."""
        self._only(frame, {41, 42, 60, 62})
        self._want(frame, 62, b"100".hex().upper())
        return self._reply(frame, {**self._clock(), 39: "00", 60: frame.get(60)[:11], 62: (b"1" + self.AID).hex().upper()})

    def _aid(self, frame):
        """Its parameters."""
        self._want(frame, 62, self.AID.hex().upper())
        body = b"1" + self.AID + self.AID_PARAMETERS
        return self._reply(frame, {**self._clock(), 39: "00", 60: frame.get(60)[:11], 62: body.hex().upper()})

    def _list_end(self, frame):
        self._only(frame, {41, 42, 60})
        return self._reply(frame, {**self._clock(), 39: "00", 60: frame.get(60)[:11]})

    def _script(self, frame):
        """What a card made of the issuer script that came with its approval."""
        numbers, want = set(frame.numbers()), {3, 4, 11, 22, 32, 37, 41, 42, 49, 55, 60, 61, 64}
        if not want <= numbers or not numbers <= want | {2, 23, 38}:
            self._complain(frame, f"{want - numbers} missing, {numbers - want - {2, 23, 38}} too many")
        original = self.books.get((frame.get(61)[:6], frame.get(61)[6:12]))
        if not original or original["state"] not in ("approved", "reversed"):
            self._complain(frame, f"a script of {frame.get(61)}, which was not approved")
            return self._reply(frame, {11: frame.get(11), 39: "25"})
        request = original["request"]
        for number in (2, 3, 4, 22, 23, 49):
            self._want(frame, number, request.get(number))
        self._want(frame, 37, original["rrn"])
        results = tlv(bytes.fromhex(frame.get(55))).get("DF31", "")
        if len(results) != 10:
            self._complain(frame, f"script results {results}")
        original["script"] = results
        fields = {n: frame.get(n) for n in (3, 4, 11, 49)} | {**self._clock(), 32: "00010000", 37: original["rrn"], 39: "00"}
        return self._reply(frame, {**fields, 60: frame.get(60)[:11]}, seal=True)

    # -- the end of the day

    def own_totals(self):
        debit = [e["amount"] for e in self._counted("sale") + self._counted("ecash_sale")]
        credit = [e["amount"] for e in self._counted("void")]
        return f"{sum(debit):012}{len(debit):03}{sum(credit):012}{len(credit):03}"

    def _counted(self, kind):
        rows = [(number, e) for number, e in self.books.items() if number[0] == self.batch and e["kind"] == kind]
        return [e for number, e in rows if e["state"] in ("approved", "voided") and number not in self.forget]

    def _settle(self, frame):
        self._only(frame, {11, 41, 42, 48, 49, 60, 63})
        digits = frame.get(48)
        if len(digits) != self.totals or digits[30] != "0":
            self._complain(frame, f"field 48 {digits}")
        equal = digits[:30] == self.own_totals()
        self.settlements.append((self.batch, equal, digits[:30]))
        # Equal: an echo with its flag; unequal: the host's own totals.
        answer = self.own_totals() + ("1" if equal else "2")
        if self.totals == 62:
            answer += digits[31:61] + ("1" if equal else "0")
        fields = {11: frame.get(11), **self._clock(), 15: time.strftime("%m%d"), 32: "00010000", 37: self._rrn(frame)}
        fields |= {48: answer, 49: "156", 60: frame.get(60), 63: frame.get(63)}
        if self.say_39_in_0510:
            fields[39] = "00"
        return self._reply(frame, fields)

    def _stripes(self, frame):
        self._only(frame, {11, 41, 42, 48, 60})
        digits, count = frame.get(48), int(frame.get(48)[:2])
        if len(digits) != 2 + 40 * count or not 1 <= count <= 8:
            self._complain(frame, f"field 48 {digits}")
        for at in range(2, len(digits), 40):
            row = digits[at : at + 40]
            self.details.append((self.batch, "201", row[2:8], row[8:28].lstrip("0"), int(row[28:])))
        return self._upload_reply(frame, {11: frame.get(11)})

    def _chip(self, frame):
        wanted = {2, 4, 11, 22, 23, 41, 42, 55, 60, 62}
        self._only(frame, wanted)
        entry = self.books.get((self.batch, frame.get(11)))
        text = bytes.fromhex(frame.get(62)).decode("latin-1")
        if text != f"610000{frame.get(4)}156":
            self._complain(frame, f"field 62 {text}")
        if not entry or entry["request"].get(55) != frame.get(55):
            self._complain(frame, "field 55 is not that of the original")
        self.details.append((self.batch, frame.get(60)[8:11], frame.get(11), frame.get(2), int(frame.get(4))))
        return self._upload_reply(frame, {})  # some hosts do not repeat field 11 here

    def _end(self, frame):
        self._only(frame, {11, 41, 42, 48, 60})
        mine = [d for d in self.details if d[0] == self.batch]
        if int(frame.get(48)) != len(mine) or len(frame.get(48)) != 4:
            self._complain(frame, f"{frame.get(48)} details, {len(mine)} came")
        equal = self.settlements[-1][1]
        if frame.get(60)[8:11] != ("207" if equal else "202"):
            self._complain(frame, f"the end of the upload is {frame.get(60)[8:11]}")
        answer = self._upload_reply(frame, {11: frame.get(11), 48: frame.get(48)})
        self.batch = f"{int(self.batch) % 999999 + 1:06}"
        return answer

    def _upload_reply(self, frame, fields):
        fields = {**fields, **self._clock(), 32: "00010000", 37: "0" * 6 + time.strftime("%H%M%S"), 39: "00"}
        return self._reply(frame, {**fields, 60: frame.get(60)[:11]})
