"""One day of one acquirer, frame by frame: fields present and absent, forms, order and totals against the public description
of the messages; MACs, PIN blocks, tracks and check values computed again."""

from collections import Counter, namedtuple

import forms
import messages
import unionpay
from forms import check
from unionpay import Frame

TMK = b"KEYTILL-TRAINING"
TERMINAL, MERCHANT = "99999906", "123456789012345"
# The holders' PINs. Whoever types another one is refused with 55.
FOREIGN = "4761739001010010"
TRAY = ["6210948000000000707", "6210948000000004907", "6210948000000005607"]
PINS = {FOREIGN: "1234", **dict.fromkeys(TRAY, "123456")}
TRACK_REST = "D30122010000000000"

Profile = namedtuple(
    "Profile", "header sign_on bytes_62 cipher mac f60 always_53 tracks no_pin_mark halves",
    defaults=("613100310000", "003", 40, "6", "unionpay-ecb", 13, False, "clear", "0", 2),
)
PROFILES = {
    "unionpay": Profile(),
    "unionpay-2g": Profile("613200320000", "004", 60, f60=14, always_53=True, tracks="encrypted"),
    "lakala": Profile("613100000000", f60=14, always_53=True, no_pin_mark="9"),
    "shengfutong": Profile(halves=1, no_pin_mark="9"),
    "single": Profile(sign_on="001", bytes_62=24, cipher="0"),
    "zero-half": Profile(),
    "x9.9": Profile(mac="x9.9"),
    "x9.19": Profile(mac="x9.19"),
    # Without PINs: how a block fits field 52 is not known.
    "sm4": Profile(mac="sm4"),
}
# What never goes up in a block of stripe details; nor does what has chip data. Voids and completions read the chip's number
# only and have none.
NO_STRIPE = messages.names("""pre-auth, additional pre-auth, pre-auth void, offline settlement, adjust, tip, refund,
completion advice, sale by code, void by code, refund by code""")
DEBIT = {"22", "20", "24", "30", "36", "47"}
CREDIT = {"25", "27", "23", "21", "46"}

Original = namedtuple("Original", "row frame rrn auth date")


class Day:
    """The lines of one file, taken one by one."""

    def __init__(self, name, lines, seen, counts):
        self.name, self.lines, self.at = name, lines, 0
        self.profile, self.by_core = PROFILES[name.split(".core")[0].split(".hand")[0]], ".core." in name
        self.keys, self.batch, self.last_stan, self.owed = {}, "000001", 0, None
        self.originals, self.standing, self.uploaded = {}, {}, Counter()
        self.seen, self.counts = seen, counts

    def walk(self):
        while self.at < len(self.lines):
            place = f"{self.name}, line {self.at + 1}"
            try:
                self.exchange()
            except Exception as error:
                raise AssertionError(f"{place}: {error}") from error
        check(self.owed is None, f"{self.name}: no reversal of {self.owed}")

    def take(self, direction):
        line = self.lines[self.at]
        self.at += 1
        check(line.get("direction") == direction, f"not {direction}")
        if not line["frame"]:
            return None
        self.counts["frames"] += 1
        frame = Frame(bytes.fromhex(line["frame"]))
        again = unionpay.encode(frame.mti(), {number: frame.get(number) for number in frame.numbers()})
        check(again == frame.message, "encoding it again gives other bytes")
        check(1 not in frame.numbers() and {41, 42} <= set(frame.numbers()), "a secondary bitmap, or no terminal")
        check((frame.get(41), frame.get(42)) == (TERMINAL, MERCHANT), "fields 41 and 42")
        return frame

    def exchange(self):
        question = self.take("in")
        if "keys" in self.lines[self.at]:
            self.given = {name: bytes.fromhex(key or "") for name, key in self.lines[self.at]["keys"].items()}
            self.at += 1
        answer = self.take("out")
        check(question.tpdu.hex() == "6000030000" and question.header.hex() == self.profile.header, "headers")
        if answer:
            check(answer.tpdu.hex() == "6000000003" and answer.mti() == f"{int(question.mti()) + 10:04}", "its answer")
            check(answer.header.hex()[:5] == self.profile.header[:5], "the header of the answer")
            check(answer.get(11) == question.get(11) or question.get(11) is None, "field 11 of the answer")
            check(22 not in answer.numbers(), "field 22 in an answer")
        self.macs(question, answer)
        if question.get(3) and question.mti() != "0620":
            self.trade(question, answer)
        else:
            self.manage(question, answer)

    # Keys

    def macs(self, question, answer):
        """Of the question always, of the answer but for the one that the host spoilt on purpose."""
        signed_frames = [frame for frame in (question, answer) if frame and frame.get(64)]
        right = {frame: frame.mac_is_right(self.keys["mak"], self.profile.mac) for frame in signed_frames}
        check(right.get(question, True), "the MAC of a question")
        self.believed = answer is not None and right.get(answer, True)
        self.counts["MACs"] += sum(right.values())
        self.counts["MACs that are wrong on purpose"] += len(right) - sum(right.values())
        signed = question.get(64) is not None
        if answer and answer.get(39) == "00":
            check((answer.get(64) is not None) == signed, "a MAC in one of question and answer only")

    def take_keys(self, answer):
        """Field 62 of a sign-on: each key under the master key, its check value behind it."""
        raw, wide = bytes.fromhex(answer.get(62)), 8 if self.profile.bytes_62 == 24 else 16
        check(len(raw) == self.profile.bytes_62, f"field 62 of a sign-on has {len(raw)} bytes")
        self.keys = {}
        for name, at in zip(("pik", "mak", "tdk"), range(0, len(raw), wide + 4)):
            under, value = raw[at : at + wide], raw[at + wide : at + wide + 4]
            zero_half = name == "mak" and wide == 16 and under[8:] == bytes(8)
            check(zero_half == (name == "mak" and self.name.startswith("zero-half")), "a zero half")
            clear = unionpay.unwrap(TMK, under[:8] if zero_half else under, self.profile.mac)
            check(unionpay.kcv(clear, self.profile.mac) == value and clear == self.given[name], f"the check value of {name}")
            self.keys[name] = clear
            self.counts["check values"] += 1

    def open_card(self, frame):
        """The card number, out of the track where it is there."""
        if not frame.get(35):
            return frame.get(2)
        if self.profile.tracks == "encrypted":
            check(not frame.get(35).endswith(TRACK_REST), "a track in clear")
            frame.open_track(self.keys["tdk"])
            self.counts["tracks opened"] += 1
        pan = frame.get(35).split("D")[0]
        check(frame.get(35) == pan + TRACK_REST and pan in PINS, f"field 35, opened, is {frame.get(35)}")
        check(frame.get(2) in (None, pan), "fields 2 and 35 name two cards")
        return pan

    def open_pin(self, frame, pan, answer):
        if not frame.get(52):
            return
        block = bytes.fromhex(frame.get(52))
        typed = unionpay.pin_of(self.keys["pik"], block, pan)
        check(unionpay.pin_block(self.keys["pik"], typed, pan) == block, "the PIN block made again")
        right = typed == PINS[pan]
        check(right or (typed == "999999" and answer and answer.get(39) == "55"), f"the PIN is {typed}")
        self.counts["PIN blocks"] += 1

    # Fields

    def fields(self, frame, row, must, may, title):
        has = set(frame.numbers())
        check(must <= has, f"{title}: {sorted(must - has)} missing")
        check(has <= must | may, f"{title}: {sorted(has - must - may)} do not belong there")
        kind, code = frame.get(60)[:2], frame.get(60)[8:11] or "-"
        key = (frame.mti(), frame.get(3) or "-", frame.get(25) or "-", kind, code, row.name)
        self.seen.setdefault(key, Counter())["core" if self.by_core else "hand"] += 1

    def number(self, frame):
        """Field 11 goes up by one or more, but for what keeps the number of another message."""
        stan = int(frame.get(11))
        check(stan > self.last_stan, f"field 11 is {stan}, after {self.last_stan}")
        self.last_stan = stan

    # Trades

    def trade(self, question, answer):
        row, mti = messages.trade(question), question.mti()
        if mti == "0400":
            return self.reversal(question, answer, row)
        if mti == "0320":
            return self.notice(question, answer, row)
        check(mti == row.mti, f"a {row.name} in {mti}")
        check(self.owed is None, f"a {row.name} before the reversal of {self.owed}")
        self.number(question)
        self.fields(question, row, *messages.fields(row.request, forms.is_chip(question)), row.name)
        pan = self.request_forms(question, row)
        self.open_pin(question, pan, answer)
        original = forms.private_61(question, row, self.originals) if question.get(61) else None
        self.goes_back(question, row, original)
        self.answered(question, answer, row, pan)

    def request_forms(self, question, row):
        code = row in messages.CODES
        check(question.get(49) == "156" and (question.get(4) or "1") != "0" * 12, "fields 4 and 49")
        if not code:
            forms.card(question, row)
            forms.pin(question, self.profile, "52c" in row.request)
        forms.private_60(question, self.profile, self.batch, "000")
        forms.texts(question, row)
        forms.chip(question, row)
        return None if code else self.open_card(question)

    def goes_back(self, question, row, original):
        """Fields 37, 38 and 59 are the original's answer's."""
        if original and question.get(37):
            check(question.get(37) == original.rrn, f"field 37 of a {row.name} is not the original's")
        elif question.get(37):
            check(question.get(37) in [o.rrn for o in self.originals.values()], f"field 37 of a {row.name}")
        if question.get(38) and row.name not in ("offline settlement",):
            known = [o.auth for o in ([original] if original else self.originals.values())]
            check(question.get(38) in known, f"field 38 of a {row.name} is not the original's")
        if question.get(61) and question.get(61)[:12] == "0" * 12 and question.get(61)[12:16] != "0000":
            dates = [o.date for o in self.originals.values() if question.get(37) in (None, o.rrn)]
            check(question.get(61)[12:16] in dates, f"field 61 of a {row.name} has another date")

    def answered(self, question, answer, row, pan):
        reversible = row.reversal is not None
        if not self.believed:
            self.owed = (question.get(11), "98" if answer is None else "A0") if reversible else None
            self.originals[self.batch, question.get(11)] = Original(row, question, None, None, None)
            return
        approved = answer.get(39) == "00"
        must, may = messages.fields(row.reply)
        always = messages.fields(messages.REPLY)[0]
        self.fields(answer, row, must if approved else must & always - {2, 64}, must | may | {64}, f"answer to a {row.name}")
        for number in (3, 4, 25, 49):
            check(answer.get(number) == question.get(number), f"field {number} of the answer to a {row.name}")
        check(answer.get(2) in (None, pan), "field 2 of the answer")
        forms.answer(answer, row)
        facts = Original(row, question, answer.get(37), answer.get(38), answer.get(13))
        self.originals[self.batch, question.get(11)] = facts
        if approved:
            self.stands(question, row, pan)

    def reversal(self, question, answer, row):
        """The names of the original, whatever it was, and a reason; once the host agrees it is as if it had not been."""
        check(row.reversal, f"a {row.name} is never reversed")
        before = self.originals.get((question.get(60)[2:8], question.get(11)))
        check(before and before.row is row, f"a reversal of no {row.name}")
        must, may = messages.fields(row.reversal, forms.is_chip(question))
        self.fields(question, row, must, may, f"reversal of a {row.name}")
        for number in must | may - {62}:
            if number not in (39, 53, 55, 64):
                there = question.get(number) == before.frame.get(number)
                check(there, f"field {number} of the reversal of a {row.name} is not the original's")
        check(question.get(39) in forms.REASONS, f"field 39 is {question.get(39)}")
        forms.chip(question, row)
        if self.owed:
            check((question.get(11), question.get(39)) == self.owed, f"a reversal, but owed is {self.owed}")
        if not self.believed:
            return
        self.owed = None
        check(answer.get(39) in ("00", "25", "12"), "a reversal that was refused")
        self.back(answer, row)
        self.standing.pop((question.get(60)[2:8], question.get(11)), None)

    def back(self, answer, row):
        must, may = messages.fields(messages.REPLY)
        family = "06" if row.condition in ("06", "60") else ""
        must -= {44} if family else set()
        must -= {2} if row in messages.CODES else set()
        self.fields(answer, row, must, may | {55}, f"answer to the reversal of a {row.name}")

    def notice(self, question, answer, row):
        """The request again as a detail of an upload: without field 64, PIN and tracks."""
        must, may = messages.fields(row.request)
        self.fields(question, row, must - {64}, (may - {26, 35, 36, 52}) - {64}, f"detail of a {row.name}")
        before = self.originals[self.batch, question.get(11)]
        for number in set(before.frame.numbers()) - {2, 14, 26, 35, 36, 52, 53, 60, 64}:
            check(question.get(number) == before.frame.get(number), f"field {number} of a detail")
        # 60.3 says that it is the notice of a chip's trade.
        forms.private_60(question, self.profile, self.batch, "206" if forms.is_chip(question) else "000")
        check(not self.equal, "a trade as a detail after equal totals")
        self.detail(answer, 1)

    # Everything else

    def manage(self, question, answer):
        row = messages.manage(question)
        code = row.code
        self.fields(question, row, *messages.fields(row.request), row.name)
        chip = row.name in ("chip detail", "script notice")
        if chip:
            forms.private_60(question, self.profile, self.batch, code)
        else:
            check(question.get(60) == f"{row.kind}{self.batch}{code}", f"field 60 is {question.get(60)}")
        if question.get(11) and row.name not in ("chip detail", "signature"):
            self.number(question)
        if question.get(63):
            check(question.get(63) == "01 ", "field 63.1")
        step = {"sign-on": self.sign_on, "settlement": self.settlement, "stripe details": self.stripes,
                "chip detail": self.chip_detail, "end of the upload": self.end, "script notice": self.script,
                "signature": self.signature}.get(row.name)
        must, may = messages.fields(row.reply)
        if answer.get(39) == "40":
            must, may = messages.fields(messages.SHORT)[0], must
        self.fields(answer, row, must, may, f"answer to a {row.name}")
        if step:
            step(question, answer, code)
        elif question.mti() == "0800" or question.get(62):
            forms.manage_62(question, code)

    def sign_on(self, question, answer, code):
        check(code == self.profile.sign_on and answer.get(39) == "00", "the code of a sign-on")
        self.batch = answer.get(60)[2:8]
        self.take_keys(answer)

    def script(self, question, answer, _):
        tags = unionpay.tlv(bytes.fromhex(question.get(55)))
        check({"DF31", "9F36", "95"} <= set(tags) <= set(forms.IN_SCRIPT), f"field 55 has {sorted(tags)}")
        original = self.originals[question.get(61)[:6], question.get(61)[6:12]]
        check(question.get(61)[12:] == original.date and question.get(37) == original.rrn, "the original of a script")
        check(question.get(3) == original.frame.get(3) and question.get(4) == original.frame.get(4), "fields 3 and 4")
        check(answer.get(39) == "00", "a script notice that was refused")

    def signature(self, question, answer, _):
        original = self.originals[self.batch, question.get(11)]
        check(question.get(37) == original.rrn and question.get(4) == original.frame.get(4), "whose signature it is")
        forms.slip(question)
        check(answer.get(39) == "00", "a signature that was refused")

    # The batch

    def stands(self, question, row, pan):
        """What counts in the totals: an adjustment and a tip change the amount of their original."""
        if row.name in ("adjust", "tip"):
            kind, foreign, _ = self.standing[self.batch, question.get(61)[6:12]]
            self.standing[self.batch, question.get(61)[6:12]] = (kind, foreign, int(question.get(4)))
        elif question.get(4):
            self.standing[self.batch, question.get(11)] = (row.kind, pan == FOREIGN, int(question.get(4)))

    def sum(self, kinds, halves):
        found = [(foreign, amount) for (batch, _), (kind, foreign, amount) in self.standing.items()
                 if batch == self.batch and kind in kinds]
        parts = [[amount for foreign, amount in found if foreign == half or halves == 1] for half in (False, True)]
        return [(len(part), sum(part)) for part in parts][:halves]

    def settlement(self, question, answer, _):
        halves = self.profile.halves
        theirs, said = forms.totals(question.get(48), halves), forms.totals(answer.get(48), halves)
        check(all(flag == "0" for _, _, flag in theirs), "the flag of a question is 0")
        check(39 not in answer.numbers() and question.get(49) == "156", "field 39 in the answer, or field 49")
        ours = list(zip(self.sum(DEBIT, halves), self.sum(CREDIT, halves)))
        self.equal = all(flag == "1" for _, _, flag in said)
        if self.equal:
            check([half[:2] for half in theirs] == ours, f"field 48 says {theirs}, the messages add up to {ours}")
            self.counts["settlements added up"] += 1
        self.uploaded[self.batch] = 0

    def detail(self, answer, count):
        check(answer.get(39) == "00", "a detail that was refused")
        self.uploaded[self.batch] += count

    def stripes(self, question, answer, _):
        check(not self.equal, "stripe details after equal totals")
        details = forms.block(question.get(48))
        for kind, stan, pan, amount in details:
            original = self.originals[self.batch, stan]
            check(self.standing[self.batch, stan][2] == amount, f"the amount of detail {stan}")
            wrong = original.row.name in NO_STRIPE or original.frame.get(55)
            check(not wrong, f"a {original.row.name} among stripe details")
            check(pan in PINS and (kind == "01") == (pan == FOREIGN), f"the card of detail {stan}")
        self.detail(answer, len(details))

    def chip_detail(self, question, answer, code):
        check((code in ("203", "204", "208")) == self.equal, f"{code} after totals that were equal: {self.equal}")
        before = self.originals[self.batch, question.get(11)].frame
        for number in (2, 4, 22, 23, 55):
            same = question.get(number) == before.get(number)
            # The void of a load asks without chip data and is confirmed with them.
            check(same or (number == 55 and before.get(55) is None), f"field {number} of a detail is not its request's")
        forms.detail_62(question, code)
        self.detail(answer, 1)

    def end(self, question, answer, code):
        check((code == "207") == self.equal, f"{code} after totals that were equal: {self.equal}")
        check(question.get(48) == f"{self.uploaded[self.batch]:04}" == answer.get(48), f"field 48 is {question.get(48)}")
        check(answer.get(39) == "00", "an end that was refused")
        self.batch = f"{int(self.batch) + 1:06}"
