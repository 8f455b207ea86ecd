"""The forms of single fields, use by use: written from the public description of the terminal messages (its chapters 2 and 7)
and not from this program's code. Each function fails with a sentence where a field has another form."""

import re

import unionpay

MANDATORY = "9F26 9F27 9F10 9F37 9F36 95 9A 9C 9F02 5F2A 82 9F1A 9F03 9F33".split()
OPTIONAL = "9F34 9F35 9F1E 84 9F09 9F41 9F63 8A 9F74".split()
IN_REVERSAL = "95 9F1E 9F10 9F36 DF31".split()
IN_SCRIPT = "9F33 95 9F37 9F1E 9F10 9F26 9F36 82 DF31 9F1A 9A".split()
SLIP = "FF00 FF01 FF02 FF06 FF0A FF70".split()
CHIP, SWIPE, TYPED = ("05", "07"), ("02",), ("01",)
REASONS = ("98", "96", "A0", "06")
DOWNLOADS_BY_ITEM = {"370": ["9F06", "9F22"], "380": ["9F06"]}
# Lists of which public sources give the code and not the form.
LISTS = ("390", "394", "396", "398", "960")
TOLD = ("offline settlement", "adjust", "tip")


def check(holds, sentence):
    assert holds, sentence


def whole(pattern, text):
    return re.fullmatch(pattern, text) is not None


def text_of(frame, number):
    return bytes.fromhex(frame.get(number)).decode("latin-1")


def is_chip(frame):
    return (frame.get(22) or "")[:2] in CHIP


def card(frame, row):
    """Fields 2, 14, 22, 23 and 35 of a request: how the card was read decides which of them there are."""
    how, has = frame.get(22)[:2], set(frame.numbers())
    check(how in CHIP + SWIPE + TYPED, f"field 22 says {how}")
    if how in SWIPE:
        check((35 in has) != (2 in has), "a swiped card has its track or, told later, its number")
        check(35 in has or frame.mti() == "0220", "a swiped card without its track")
    else:
        check(2 in has and 14 in has, "a card that was not swiped is named by fields 2 and 14")
    check(not (how in TYPED and 35 in has), "a number that was typed has no track")
    # The cards of these days all have a sequence number.
    wanted = "001" if how in CHIP and "23c" in row.request.split() else None
    check(frame.get(23) == wanted, f"field 23 is {frame.get(23)}, not {wanted}")


def pin(frame, profile, takes_pin):
    """Fields 22, 26, 52 and 53. Digit 3 of 53 says that tracks are encrypted."""
    has = set(frame.numbers())
    check({26, 52} <= has or not {26, 52} & has, "fields 26 and 52 come together")
    check((52 in has) == (frame.get(22)[2] == "1"), "field 22 says whether there is a PIN")
    track = "1" if 35 in has and profile.tracks == "encrypted" else "0"
    if 52 in has:
        check(takes_pin, "a PIN where none belongs")
        check(frame.get(26) == "12", "field 26")
        wanted = f"2{profile.cipher}{track}" + "0" * 13
    elif (profile.always_53 and takes_pin) or track == "1":
        wanted = f"0{profile.cipher}{track}" + "0" * 13
    else:
        wanted = None
    check(frame.get(53) == wanted, f"field 53 is {frame.get(53)}, not {wanted}")


def private_60(frame, profile, batch, code):
    """Type, batch, code, then what the terminal can read, the state of the chip and, in longer forms, 60.6 and 60.7."""
    text = frame.get(60)
    check(text[2:11] == f"{batch}{code}", f"field 60 is {text}, not batch {batch} and code {code}")
    check(len(text) == profile.f60, f"field 60 has {len(text)} digits, not {profile.f60}")
    fallback = frame.get(22)[:2] in SWIPE and text[12] == "2"
    check(text[11] == "6" and (text[12] == "0" or fallback), f"60.4 and 60.5 are {text[11:13]}")
    free = profile.no_pin_mark if frame.get(22) == "072" and text[:2] == "22" and frame.mti() != "0320" else "0"
    check(text[13:] == free[: profile.f60 - 13], f"60.6 is {text[13:]}")


def private_61(frame, row, originals):
    """The original: by batch and number where the terminal knows it, by date where it may be of an earlier day. Returns it."""
    text = frame.get(61)
    known = originals.get((text[:6], text[6:12]))
    if row.name in ("void", "void of an instalment", "void by code", "void by code, 68", "void of a load"):
        check(len(text) == 12 and known, f"field 61 of a {row.name} is {text}")
    elif row.name == "completion void":
        check(len(text) == 16 and known and text[12:] == known.date, f"field 61 of a {row.name} is {text}")
    elif row.name == "additional pre-auth":
        check(text == "0" * 16, f"field 61 of a {row.name} is {text}")
    elif row.name in TOLD:
        check(len(text) in (18, 29), f"field 61 of a {row.name} has {len(text)} digits")
        check(known or text[:12] == "0" * 12 and row.name == TOLD[0], f"field 61 of a {row.name} names no original")
        check(text[16:18] in ("00", "01", "02"), f"61.4 of a {row.name} is {text[16:18]}")
    else:
        check(len(text) == 16 and text[:12] == "0" * 12, f"field 61 of a {row.name} is {text}")
    return known


def texts(frame, row):
    """Fields 48, 59, 62 and 63 of a trade."""
    if row.name == "tip":
        check(len(frame.get(48) or "") == 12 and 0 < int(frame.get(48)) < int(frame.get(4)), "field 48 of a tip")
    if frame.get(59):
        fresh = row.name.startswith("sale")
        check(whole(r"A3(\d{3})\d{16,24}" if fresh else r"A4020\d{20}", frame.get(59)), f"field 59 of a {row.name}")
        check(not fresh or int(frame.get(59)[2:5]) == len(frame.get(59)) - 5, "the length in field 59")
    if row.name == "instalment" and frame.mti() == "0200":
        check(whole(r"\d\d {30}", text_of(frame, 62)), "field 62 of an instalment")
    if row.name == "sale by code, 45":
        check(whole(r"\d{16,24}", text_of(frame, 62)), "field 62 has the code alone")
    if frame.get(63):
        check(whole("CUP|VIS|MCC|MAE|JCB|DCC|AMX|AEX|000", frame.get(63)), f"field 63 is {frame.get(63)}")


def chip(frame, row):
    """Field 55 of a request, or of its reversal."""
    if not frame.get(55):
        return
    check(len(frame.get(55)) <= 2 * 255, "field 55 is longer than 255 bytes")
    tags = unionpay.tlv(bytes.fromhex(frame.get(55)))
    if frame.mti() == "0400":
        return check({"95", "9F36"} <= set(tags) <= set(IN_REVERSAL), f"field 55 of a reversal has {sorted(tags)}")
    check(set(MANDATORY) <= set(tags) <= set(MANDATORY + OPTIONAL), f"field 55 has {sorted(tags)}")
    check(tags["9F02"] == (frame.get(4) or "0" * 12) and tags["5F2A"] == "0156", "9F02 or 5F2A in field 55")
    certificate = row.name == "e-cash sale"
    check(int(tags["9F27"], 16) & 0xC0 == (0x40 if certificate else 0x80), "9F27 in field 55")
    check((bytes.fromhex(tags.get("8A", "")) in (b"Y1", b"Y3")) == certificate, "8A in field 55")


def totals(text, halves):
    """Amounts and counts of debit and credit, and the flag, for each half."""
    check(len(text) == 31 * halves, f"field 48 has {len(text)} digits")
    parts = [text[at : at + 31] for at in range(0, len(text), 31)]
    return [((int(p[12:15]), int(p[:12])), (int(p[27:30]), int(p[15:27])), p[30]) for p in parts]


def block(text):
    """One to eight stripe details: class, number, card, amount."""
    count, rest = int(text[:2]), text[2:]
    check(1 <= count <= 8 and len(rest) == 40 * count, f"field 48 has {count} details and {len(rest)} digits")
    found = [rest[at : at + 40] for at in range(0, len(rest), 40)]
    check(all(detail[:2] in ("00", "01") for detail in found), "a card class in field 48")
    return [(detail[:2], detail[2:8], detail[8:28].lstrip("0"), int(detail[28:])) for detail in found]


def detail_62(frame, code):
    """Field 62 of a chip detail (use 6), a notice (use 7) or a load (use 5, whose layout is not public)."""
    text, money = text_of(frame, 62), f"{frame.get(4)}156"
    if code in ("203", "205"):
        check(whole(f"61(00|01)00{money}", text), f"field 62 of {code} is {text}")
    elif code in ("204", "206"):
        check(whole(f"71(00|01)(05{money}22|1[13]{money}10)", text), f"field 62 of {code} is {text}")
    else:
        check(text.startswith("5"), f"field 62 of {code} is {text}")


def manage_62(frame, code):
    """Field 62 of a list, a download or a status."""
    raw = bytes.fromhex(frame.get(62) or "")
    if code in DOWNLOADS_BY_ITEM:
        check(list(unionpay.tlv(raw)) == DOWNLOADS_BY_ITEM[code], f"field 62 of {code} is {raw.hex()}")
    elif code in ("372", "382") or (raw and code in LISTS):
        check(re.fullmatch(rb"1\d\d", raw), f"field 62 of {code} is {raw}")
    elif code in ("360", "364") or code.endswith("1"):
        check(not raw, f"field 62 of {code}")


def slip(frame):
    """Field 55 of a signature has tags of two bytes whatever their bits say."""
    data, found, at = bytes.fromhex(frame.get(55)), [], 0
    while at < len(data):
        found.append(data[at : at + 2].hex().upper())
        at += 3 + data[at + 2]
    check(at == len(data) and set(SLIP) <= set(found), f"field 55 of a signature has {found}")
    check(1 <= len(frame.get(62)) // 2 <= 999, "the picture of a signature")


def answer(frame, row):
    """Fields of an answer that have a form of their own."""
    forms = {32: r"\d{8}", 37: r"[0-9A-Z]{12}", 38: r"[0-9A-Z ]{6}", 44: r"[0-9 ]{22}", 12: r"\d{6}", 13: r"\d{4}"}
    for number, form in forms.items():
        check(whole(form, frame.get(number)) if frame.get(number) else True, f"field {number} of an answer")
    if frame.get(54):
        form = r"TA\d{18}" if row.name.startswith("add") else r"(10|30)02156[CD]\d{12}"
        check(whole(form, frame.get(54)), f"field 54 of an answer is {frame.get(54)}")
    if frame.get(59):
        check(whole(r"A4020\d{20}", frame.get(59)), f"field 59 of an answer is {frame.get(59)}")
    if row.name == "instalment" and frame.get(62):
        check(whole(r"\d{12}156\d{12} {50}", text_of(frame, 62)), "field 62 of an instalment's answer")
