"""Which fields each message has, as tables: written from the public description of the terminal messages (chapter 12 of the
2006 specification, and what later terminals were seen to send) and not from this program's code.

A number alone is always there; `c` may be there; `i` is there where a chip was read, and not where none was."""

from collections import namedtuple

Trade = namedtuple("Trade", "name mti processing condition kind request reversal reply")
Manage = namedtuple("Manage", "name mti kind code request reply")

# A card that is there: number, expiry, entry mode, sequence, PIN, tracks.
K = "2c 14c 22 23c 26c 35c 36c 52c 53c"
K_NO_SEQUENCE = "2c 14c 22 26c 35c 36c 52c 53c"
# Field 53 without a PIN says that there is an encrypted track; the specification of 2006 knows none.
K_NO_PIN = "2c 14c 22 23c 35c 36c 53c"
MONEY = "3 4 11 25 41 42 49 60 64"
BACK = "2c 3 4 11 14c 22 25 39 41 42 49 60 64"
REPLY = "2 3 4 11 12 13 14c 15 25 32 37 39 41 42 44 49 53c 60 64"
OFFLINE = "2 14c 22 38c 48c 53c 61 63"
CODE = "22 53c"

SALE = (f"{K} {MONEY} 55i 62c", f"{BACK} 23c 38c 55i 62c", f"{REPLY} 23c 38c 55c 62c 63")
VOID = (f"{K} {MONEY} 37 38c 61", f"{BACK} 23c 38c 53c 61", f"{REPLY} 38c 63")
REFUND = (f"{K} {MONEY} 37 38c 61 63", None, f"{REPLY} 38c 63")
PRE_AUTH_REPLY = f"{REPLY} 38 55c 63 23c"

TRADES = [
    Trade("balance", "0200", "310000", "00", "01", f"{K} 3 11 25 41 42 49 55i 60 62c 64", None,
          "2 3 11 12 13 14c 25 32 37 39 41 42 44 49 53c 60 64 54 55c 23c"),
    Trade("sale", "0200", "000000", "00", "22", *SALE),
    Trade("instalment", "0200", "000000", "64", "22", f"{K} {MONEY} 55i 62", *SALE[1:]),
    Trade("void", "0200", "200000", "00", "23", *VOID),
    Trade("void of an instalment", "0200", "200000", "64", "23", *VOID),
    Trade("refund", "0220", "200000", "00", "25", *REFUND),
    Trade("pre-auth", "0100", "030000", "06", "10", f"{K} {MONEY} 55i", f"{BACK} 23c 38c 53c 55i", PRE_AUTH_REPLY),
    Trade("additional pre-auth", "0100", "030000", "60", "10", f"{K_NO_SEQUENCE} {MONEY} 38 61",
          f"{BACK} 38 53c 61", f"{REPLY} 38 54c 63"),
    Trade("pre-auth void", "0100", "200000", "06", "11", f"{K} {MONEY} 38 61", f"{BACK} 23c 38 53c 61", f"{REPLY} 38c 63"),
    Trade("completion", "0200", "000000", "06", "20", f"{K_NO_SEQUENCE} {MONEY} 38 61", f"{BACK} 38 53c 61",
          f"{REPLY} 38c 63"),
    Trade("completion advice", "0220", "000000", "06", "24", f"{K_NO_PIN} {MONEY} 38 61", None,
          f"{REPLY} 38 63"),
    Trade("completion void", "0200", "200000", "06", "21", f"{K_NO_SEQUENCE} {MONEY} 37 38c 61", f"{BACK} 38c 53c 61",
          f"{REPLY} 38c 63"),
    Trade("offline settlement", "0220", "000000", "00", "30", f"{OFFLINE} {MONEY}", None, f"{REPLY} 38 63"),
    Trade("adjust", "0220", "000000", "00", "32", f"{OFFLINE} {MONEY} 37c", None, f"{REPLY} 38 63"),
    Trade("tip", "0220", "000000", "00", "34", f"{OFFLINE} {MONEY} 37c", None, f"{REPLY} 38 63"),
    # The card has approved it by itself, so there is no PIN.
    Trade("e-cash sale", "0200", "000000", "00", "36", f"{K_NO_PIN} {MONEY} 55 63", None, f"{REPLY} 38c 63c"),
    Trade("e-cash refund", "0220", "200000", "00", "27", *REFUND),
    Trade("load", "0200", "600000", "91", "45", *SALE),
    Trade("load from another account", "0200", "620000", "91", "47", *SALE),
    Trade("load against cash", "0200", "630000", "91", "46", *SALE),
    Trade("void of a load", "0200", "170000", "91", "51", *VOID),
]

CODE_REPLY = "3 4 11 12 13 15 25 32 37 39 41 42 44 49 53c 60 63 64"
CODE_BACK = "3 4 11 22 25 39 41 42 49 59 60 64"
# Payments by the customer's code.
CODES = [
    Trade("sale by code", "0200", "000000", "00", "22", f"{CODE} {MONEY} 59", CODE_BACK, f"{CODE_REPLY} 59"),
    Trade("void by code", "0200", "200000", "00", "23", f"{CODE} {MONEY} 37 38c 59 61", f"{CODE_BACK} 61", f"{CODE_REPLY} 59c"),
    Trade("refund by code", "0220", "200000", "00", "25", f"{CODE} {MONEY} 37 38c 47c 59 61 63c", None, f"{CODE_REPLY} 59c"),
    # One acquirer's own.
    Trade("sale by code, 45", "0200", "450000", "01", "22", f"{CODE} {MONEY} 62", "3 4 11 22 25 39 41 42 49 60 62 64",
          f"{CODE_REPLY} 38 59c"),
    Trade("void by code, 68", "0200", "680000", "01", "23", f"{CODE} {MONEY} 37c 38 59c 61",
          "3 4 11 22 25 38c 39 41 42 49 59c 60 61 64", f"{CODE_REPLY} 38 59c"),
]

SHORT = "12 13 39 41 42 60"
NUMBERED = "11 12 13 32 37 39 41 42 60"
MANAGEMENT = [
    *[Manage("sign-on", "0800", "00", code, "11 41 42 60 62c 63", f"{NUMBERED} 62") for code in ("001", "003", "004")],
    Manage("sign-off", "0820", "00", "002", "11 41 42 60", NUMBERED),
    Manage("settlement", "0500", "00", "201", "11 41 42 48 49 60 63", "11 12 13 15 32 37 41 42 48 49 60 63"),
    Manage("stripe details", "0320", "00", "201", "11 41 42 48 60", NUMBERED),
    *[Manage("end of the upload", "0320", "00", code, "11 41 42 48 60", f"{NUMBERED} 48") for code in ("202", "207")],
    *[Manage("chip detail", "0320", "00", code, "2 4 11 22 23c 41 42 55 60 62", NUMBERED)
      for code in ("203", "204", "205", "206", "208", "209")],
    Manage("echo", "0820", "00", "301", "41 42 60", SHORT),
    Manage("status", "0820", "00", "362", "41 42 60 62", f"{SHORT} 62"),
    *[Manage("list", "0820", "00", code, "41 42 60 62", f"{SHORT} 62") for code in ("372", "382")],
    *[Manage("download", "0800", "00", code, "41 42 60 62c", f"{SHORT} 37 62")
      for code in ("360", "364", "370", "380", "390", "394", "396", "398", "960")],
    *[Manage("end of a download", "0800", "00", code, "41 42 60", f"{SHORT} 37")
      for code in ("361", "365", "371", "381", "391", "395", "397", "399", "961")],
    # Public sources have the codes of a master key under RSA, and not the fields.
    *[Manage("master key", "0800", "00", code, "41 42 60 62c", f"{SHORT} 37c 62c") for code in ("350", "351", "352")],
    Manage("signature", "0820", "07", "800", "2c 4 11 15c 37 41 42 55 60 62 64", f"{NUMBERED} 64"),
]
# Field 60.1 of a script notice is 00 in the field.
SCRIPT = Manage("script notice", "0620", "00", "951", "2c 3 4c 11 22 23c 32 37 38 41 42 49 55 60 61 64",
                "2 3 4 11 12 13 14c 15 25c 32 37 39 41 42 44 49 60 64 55c")

# Published bitmaps of what is always there.
PUBLISHED = {
    "balance": "2020048000C08011", "sale": "3020048000C08011", "void": "3020048008C08019",
    "pre-auth void": "3020048004C08019", "completion": "3020048004C08019", "completion void": "3020048008C08019",
    "sign-on": "0020000000C00012", "sign-off": "0020000000C00010", "settlement": "0020000000C18012",
    "stripe details": "0020000000C10010", "download": "0000000000C00010", "echo": "0000000000C00010",
    "status": "0000000000C00014",
}
PUBLISHED_REVERSALS = {"sale": "3020048002C08011", "void": "3020048002C08019", "completion": "3020048006C08019"}


def names(text):
    """A list of names out of a text with commas."""
    return {name.strip() for name in text.replace("\n", " ").split(",")}


def fields(text, chip=False):
    """What must be there and what may be there besides."""
    must, may = set(), set()
    for word in text.split():
        number = int(word.rstrip("ci"))
        if word.isdigit() or (word.endswith("i") and chip):
            must.add(number)
        elif word.endswith("c"):
            may.add(number)
    return must, may - must


def trade(frame):
    """The row of a trade, of its reversal, or of its detail in an upload."""
    by_code = frame.get(22)[:2] == "03" or frame.get(3)[:2] in ("45", "68")
    key = (frame.get(3), frame.get(25), frame.get(60)[:2])
    found = [row for row in (CODES if by_code else TRADES) if (row.processing, row.condition, row.kind) == key]
    assert len(found) == 1, f"{frame.mti()} {key} is no trade of the table"
    return found[0]


def manage(frame):
    """The row of a message that is no trade."""
    key = (frame.mti(), frame.get(60)[:2], frame.get(60)[8:11])
    found = [row for row in [*MANAGEMENT, SCRIPT] if (row.mti, row.kind, row.code) == key]
    assert len(found) == 1, f"{key} is no message of the table"
    return found[0]


def bitmap(numbers):
    return f"{sum(1 << (64 - number) for number in numbers):016X}"


def self_check():
    """The tables against published bitmaps."""
    rows = {row.name: row.request for row in [*MANAGEMENT, *TRADES]}
    back = {row.name: row.reversal for row in TRADES}
    for name, published in PUBLISHED.items():
        assert bitmap(fields(rows[name])[0]) == published, name
    for name, published in PUBLISHED_REVERSALS.items():
        assert bitmap(fields(back[name])[0]) == published, f"reversal of {name}"


self_check()
