//! The sub-fields of the UnionPay terminal link (Q/CUP 007-2006 and what later terminals made of it), and which use of a
//! field a message has.

use super::{
    spec::{Layout, Lettered, Shown, Sub, Tail},
    tags::{CHIP, DOWNLOAD},
    uses::Use,
};
use crate::iso8583::spec::Kind::{An, Ans, B, N};

/// Field 60. Seen with 8, 11, 13, 14, 15 and 17 digits: the last sub-field may be cut short, the later ones may be absent.
pub static TRADE: Layout = Layout::of(
    "trade type, batch and management code",
    &[
        Sub::exact(1, "trade type", N, 2),
        Sub::exact(2, "batch", N, 6),
        Sub::exact(3, "management code", N, 3),
        Sub::exact(4, "terminal reading capability", N, 1),
        Sub::exact(5, "chip condition", N, 1),
        Sub::exact(6, "partial approval capability", N, 1),
        Sub::exact(7, "account type", N, 3).read_from(1),
    ],
);

/// Field 61. Voids end after 61.2, completions after 61.3, offline settlements go on.
pub static ORIGINAL: Layout = Layout::of(
    "original data",
    &[
        Sub::exact(1, "original batch", N, 6),
        Sub::exact(2, "original trace number", N, 6),
        Sub::exact(3, "original date", N, 4),
        Sub::exact(4, "authorisation mode", N, 2),
        Sub::up_to(5, "authorising institution", N, 11),
    ],
);

/// Field 48 of a settlement: 62 digits, or the 31 of domestic cards.
pub static TOTALS: Layout = Layout::of(
    "settlement totals",
    &[
        Sub::exact(1, "domestic debit amount", N, 12),
        Sub::exact(2, "domestic debit count", N, 3),
        Sub::exact(3, "domestic credit amount", N, 12),
        Sub::exact(4, "domestic credit count", N, 3),
        Sub::exact(5, "domestic flag", N, 1),
        Sub::exact(6, "foreign debit amount", N, 12),
        Sub::exact(7, "foreign debit count", N, 3),
        Sub::exact(8, "foreign credit amount", N, 12),
        Sub::exact(9, "foreign credit count", N, 3),
        Sub::exact(10, "foreign flag", N, 1),
    ],
);

/// Field 48 of a batch upload: a count and up to eight trades.
pub static DETAILS: Layout = Layout::with(
    "batch details",
    &[Sub::exact(1, "count", N, 2)],
    Tail::Rows {
        under: Some(2),
        row: &[
            Sub::exact(1, "card class", N, 2),
            Sub::exact(2, "original trace number", N, 6),
            Sub::exact(3, "card number", N, 20).pan(),
            Sub::exact(4, "amount", N, 12),
        ],
    },
);

/// Field 48 at the end of a batch upload.
pub static BATCH_END: Layout = Layout::of("batch end", &[Sub::exact(1, "details uploaded", N, 4)]);

/// Field 48 of an offline settlement or an adjustment.
pub static TIP: Layout = Layout::of("tip", &[Sub::exact(1, "tip", N, 12)]);

/// Field 48 of a non-designated load. Some send `0520`, four digits.
pub static LOAD_ENTRY: Layout = Layout::of("receiving card", &[Sub::exact(1, "entry mode", N, 3)]);

/// Field 54 of a reply: one balance, or several.
pub static BALANCE: Layout = Layout::with(
    "balances",
    &[],
    Tail::Rows {
        under: None,
        row: &[
            Sub::exact(1, "account type", N, 2),
            Sub::exact(2, "amount type", N, 2),
            Sub::exact(3, "currency", An, 3),
            Sub::exact(4, "sign", An, 1),
            Sub::exact(5, "amount", N, 12),
        ],
    },
);

/// Field 54 of an additional pre-authorisation.
pub static CUMULATED: Layout = Layout::of(
    "cumulated amount",
    &[
        Sub::exact(1, "usage", An, 2),
        Sub::exact(2, "cumulated amount", N, 12),
        Sub::exact(3, "reserved", Ans, 6).read_from(1),
    ],
);

/// Field 55, of a card or of an electronic signature.
pub static CHIP_DATA: Layout = Layout::with("chip data", &[], Tail::Ber(CHIP));

/// Field 59 of the second generation: terminal information, scanned code, payment voucher.
pub static USER_DATA: Layout = Layout::with("user data", &[], Tail::Lettered(LETTERED));

const LETTERED: &[Lettered] = &[
    Lettered { inner: TERMINAL, ..lettered(b"A2", "terminal information", Shown::Hidden) },
    lettered(b"A3", "scanned code", Shown::Hidden),
    lettered(b"A4", "payment voucher", Shown::Hidden),
];
const TERMINAL: &[Lettered] = &[
    lettered(b"01", "device type", Shown::Plain),
    lettered(b"02", "hardware serial number", Shown::Hidden),
    lettered(b"03", "random factor", Shown::Hidden),
    lettered(b"04", "cipher", Shown::Hidden),
    lettered(b"05", "application version", Shown::Plain),
];

const fn lettered(letters: &[u8; 2], name: &'static str, shown: Shown) -> Lettered {
    Lettered { letters: *letters, name, shown, inner: &[] }
}

/// Field 63 of trades and replies: operator or card scheme, then remarks of up to four parties.
pub static REMARKS: Layout = Layout::with(
    "operator or scheme, remarks",
    &[Sub::exact(1, "operator or card scheme", Ans, 3).read_from(1)],
    Tail::Group(
        2,
        &[
            Sub::exact(1, "issuer's remark", Ans, 20).read_from(1),
            Sub::exact(2, "UnionPay's remark", Ans, 20).read_from(1),
            Sub::exact(3, "acquirer's remark", Ans, 20).read_from(1),
            Sub::up_to(4, "terminal's remark", Ans, 60),
        ],
    ),
);

/// Field 62, use 1: working keys of 24, 40 or 60 bytes. What 56, 84 and 104 bytes mean is not known.
pub static KEYS_SINGLE: Layout = Layout::of("working keys", &[key(1, 8), kcv(2), key(3, 8), kcv(4)]);
/// With keys of double length. A MAC key of single length has eight zero bytes behind it.
pub static KEYS_DOUBLE: Layout = Layout::of("working keys", &[key(1, 16), kcv(2), key(3, 16), kcv(4)]);
/// With a key for tracks.
pub static KEYS_TRACK: Layout =
    Layout::of("working keys", &[key(1, 16), kcv(2), key(3, 16), kcv(4), key(5, 16), kcv(6)]);

const fn key(number: u8, size: u16) -> Sub {
    let name = match number {
        1 => "PIN key",
        3 => "MAC key",
        _ => "track key",
    };
    Sub::exact(number, name, B, size).hidden()
}

const fn kcv(number: u8) -> Sub {
    Sub::exact(number, "check value", B, 4).hidden()
}

/// Field 62 of a sign-on: `Sequence No`, a length, the model's certificate number and the terminal's serial number.
pub static SERIAL: Layout = Layout::of(
    "terminal serial number",
    &[
        Sub::exact(1, "label", Ans, 11),
        Sub::exact(2, "length", N, 2),
        Sub::exact(3, "model certificate", An, 4),
        Sub::up_to(4, "serial number", Ans, 50),
    ],
);

/// Field 62, uses 2 and 3: states and parameters. Code 26, a bitmap of 32 bits, is taken as four bytes.
pub static PARAMETERS: Layout = Layout::with(
    "states and parameters",
    &[],
    Tail::Coded(&[
        Sub::exact(1, "PIN pad", N, 1),
        Sub::exact(2, "card reader", N, 1),
        Sub::exact(3, "chip reader", N, 1),
        Sub::exact(4, "printer", N, 1),
        Sub::exact(5, "other hardware", N, 1),
        Sub::exact(11, "application type", N, 2),
        Sub::exact(12, "time-out in seconds", N, 2),
        Sub::exact(13, "redials", N, 1),
        Sub::exact(14, "telephone 1", Ans, 14),
        Sub::exact(15, "telephone 2", Ans, 14),
        Sub::exact(16, "telephone 3", Ans, 14),
        Sub::exact(17, "management telephone", Ans, 14),
        Sub::exact(18, "tips", N, 1),
        Sub::exact(19, "tip percentage", N, 2),
        Sub::exact(20, "manual card number", N, 1),
        Sub::exact(21, "automatic sign-off", N, 1),
        Sub::exact(22, "merchant name", Ans, 40),
        Sub::exact(23, "resends", N, 1),
        Sub::exact(24, "offline upload mode", N, 1),
        Sub::exact(25, "master key index", N, 1),
        Sub::exact(26, "supported trades", B, 4),
        Sub::exact(51, "dial statistics", N, 12),
    ]),
);

/// Field 62, use 4: how many keys or application parameters have come already.
pub static LIST_REQUEST: Layout =
    Layout::of("list request", &[Sub::exact(1, "usage", An, 1), Sub::exact(2, "already received", N, 2)]);
/// Use 4: which key or application is wanted.
pub static DOWNLOAD_REQUEST: Layout = Layout::with("download request", &[], Tail::Ber(DOWNLOAD));
/// Use 4: whether data follow, and the data.
pub static DOWNLOAD_REPLY: Layout = Layout::with("download", &[FOLLOWS], Tail::Ber(DOWNLOAD));
/// Contactless parameters.
pub static CONTACTLESS: Layout = Layout::with("contactless parameters", &[], Tail::Named);
/// The same behind a byte that says whether data follow.
pub static CONTACTLESS_REPLY: Layout = Layout::with("contactless parameters", &[FOLLOWS], Tail::Named);
const FOLLOWS: Sub = Sub::exact(1, "what follows", An, 1);

/// Use 5: detail of a load.
pub static LOAD_DETAIL: Layout =
    Layout::of("load detail", &[Sub::exact(1, "usage", N, 2), Sub::up_to(2, "detail", Ans, 900).hidden()]);
/// Use 6: detail of a chip trade.
pub static CHIP_DETAIL: Layout = Layout::of(
    "chip trade detail",
    &[
        Sub::exact(1, "usage", N, 2),
        Sub::exact(2, "card class", N, 2),
        Sub::exact(3, "response code", An, 2),
        Sub::exact(4, "amount", N, 12),
        Sub::exact(5, "currency", An, 3),
    ],
);
/// Use 7: notice of a chip trade.
pub static CHIP_NOTICE: Layout = Layout::of(
    "chip notice",
    &[
        Sub::exact(1, "usage", N, 2),
        Sub::exact(2, "card class", N, 2),
        Sub::exact(3, "response code", An, 2),
        Sub::exact(4, "amount", N, 12),
        Sub::exact(5, "currency", An, 3),
        Sub::exact(6, "cryptogram type", N, 1),
        Sub::exact(7, "ARPC result", N, 1),
    ],
);
/// Use 9: instalments asked for.
pub static INSTALMENT_REQUEST: Layout = Layout::of(
    "instalment request",
    &[Sub::exact(1, "periods", N, 2), Sub::exact(2, "reserved", Ans, 30).read_from(1)],
);
/// Use 11: instalments granted.
pub static INSTALMENT_REPLY: Layout = Layout::of(
    "instalment reply",
    &[
        Sub::exact(1, "first amount", N, 12),
        Sub::exact(2, "currency", An, 3),
        Sub::exact(3, "fee", N, 12),
        Sub::exact(4, "reserved", Ans, 50).read_from(1),
    ],
);
/// Use 10: the card that is loaded.
pub static RECEIVING_ACCOUNT: Layout = Layout::of("receiving account", &[Sub::up_to(1, "account", Ans, 28).hidden()]);
/// Use 12: who the cardholder is.
pub static CARDHOLDER: Layout = Layout::of(
    "cardholder",
    &[Sub::exact(1, "kind of document", N, 2), Sub::exact(2, "number", Ans, 20).read_from(1).hidden()],
);
/// The picture of a signature, in JBIG.
pub static SIGNATURE: Layout = Layout::of("signature", &[Sub::up_to(1, "picture", B, 999).hidden()]);

const SIGN_ON: &[&str] = &["001", "003", "004"];
const LISTS: &[&str] = &["372", "382"];
const DOWNLOADS: &[&str] = &["370", "380"];
const UPLOADS: &[&str] = &["203", "204", "205", "206"];

/// Which layout a field has in which message; the first that fits counts.
pub static USES: &[Use] = &[
    Use::of(48, &TOTALS).mti(&["05"]),
    Use::of(48, &DETAILS).mti(&["032", "033"]).code(&["201"]),
    Use::of(48, &BATCH_END).mti(&["032", "033"]).code(&["202", "207"]),
    Use::of(48, &TIP).mti(&["022", "023", "032", "033"]).trade(&["30", "32", "34"]),
    Use::of(48, &LOAD_ENTRY).trade(&["42", "47"]),
    Use::of(54, &CUMULATED).lead(b"TA"),
    Use::of(54, &BALANCE),
    Use::of(55, &CHIP_DATA),
    Use::of(59, &USER_DATA),
    Use::of(60, &TRADE),
    Use::of(61, &ORIGINAL),
    Use::of(62, &KEYS_SINGLE).mti(&["081"]).code(SIGN_ON).size(24),
    Use::of(62, &KEYS_DOUBLE).mti(&["081"]).code(SIGN_ON).size(40),
    Use::of(62, &KEYS_TRACK).mti(&["081"]).code(SIGN_ON).size(60),
    Use::of(62, &SERIAL).mti(&["080"]).code(SIGN_ON).lead(b"Sequence No"),
    Use::of(62, &PARAMETERS).mti(&["08"]).code(&["360", "362"]),
    Use::of(62, &LIST_REQUEST).mti(&["082"]).code(LISTS),
    Use::of(62, &DOWNLOAD_REPLY).mti(&["083"]).code(LISTS),
    Use::of(62, &DOWNLOAD_REQUEST).mti(&["080"]).code(DOWNLOADS),
    Use::of(62, &DOWNLOAD_REPLY).mti(&["081"]).code(DOWNLOADS),
    Use::of(62, &CONTACTLESS).mti(&["081"]).code(&["394"]).lead(b"FF"),
    Use::of(62, &CONTACTLESS_REPLY).mti(&["081"]).code(&["394"]),
    Use::of(62, &SIGNATURE).mti(&["082"]).trade(&["07"]),
    Use::of(62, &CHIP_DETAIL).mti(&["032"]).code(UPLOADS).lead(b"61"),
    Use::of(62, &CHIP_NOTICE).mti(&["032"]).code(UPLOADS).lead(b"71"),
    Use::of(62, &LOAD_DETAIL).mti(&["032"]).code(&["208", "209"]).lead(b"5"),
    Use::of(62, &INSTALMENT_REQUEST).mti(&["020", "040"]).condition("64"),
    Use::of(62, &INSTALMENT_REPLY).mti(&["021"]).condition("64"),
    Use::of(62, &RECEIVING_ACCOUNT).mti(&["02", "04"]).trade(&["42", "47"]),
    Use::of(62, &CARDHOLDER).mti(&["01", "02", "04"]).trade(&["01", "10", "22"]),
    Use::of(63, &REMARKS),
];
