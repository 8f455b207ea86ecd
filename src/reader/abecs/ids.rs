//! Parameter and return identifiers of ABECS commands, with their formats (N digits, A letters, B bytes).

/// Identifiers wanted from GIX, two bytes each.
pub const ID_LIST: u16 = 0x0001;
/// N1: how a PIN is encrypted; `1` is a working key under a master key, triple DES.
pub const PIN_METHOD: u16 = 0x0002;
/// N2: how data is encrypted; `10` is triple DES ECB with a working key under a master key.
pub const DATA_METHOD: u16 = 0x0003;
/// B: EMV tags wanted in the reply.
pub const TAG_LIST: u16 = 0x0004;
/// B up to 512: EMV objects for the pad, as BER-TLV.
pub const EMV_IN: u16 = 0x0005;
/// A6: what CEX waits for, a digit each: key, stripe, chip in (`1`) or out (`2`), tap.
pub const CEX_OPTIONS: u16 = 0x0006;
/// N2: slot of the master key.
pub const KEY_INDEX: u16 = 0x0009;
/// B16: the working key under the master key.
pub const WORKING_KEY: u16 = 0x000A;
/// B: data to encrypt.
pub const DATA_IN: u16 = 0x000F;
/// N2: the acquirer whose application tables count, 01 to 99.
pub const ACQUIRER: u16 = 0x0010;
/// N12: the amount in minor units.
pub const AMOUNT: u16 = 0x0013;
/// N6: the date, YYMMDD.
pub const DATE: u16 = 0x0015;
/// N6: the time, hhmmss.
pub const TIME: u16 = 0x0016;
/// N5: options of GCX; the first digit `1` switches contactless on.
pub const GCX_OPTIONS: u16 = 0x0017;
/// N5: options of GOX; the second digit `1` forbids an approval by the card alone.
pub const GOX_OPTIONS: u16 = 0x0018;
/// N4: options of FCX; the first digit is the host's word: `0` approved, `1` declined, `2` no answer.
pub const FCX_OPTIONS: u16 = 0x0019;
/// B10: risk parameters of GOX, all in minor units: floor limit (four bytes), target percentage (one), threshold (four) and
/// highest percentage (one) of the random selection for the host.
pub const RISK_PARAMETERS: u16 = 0x001A;
/// S up to 128: a text for the display, lines divided by CR.
pub const MESSAGE: u16 = 0x001B;
/// A8: name of a picture.
pub const PICTURE_NAME: u16 = 0x001E;
/// B10: size of a picture (four bytes), its check (two), kind (`01` is PNG), three zeros.
pub const PICTURE_INFO: u16 = 0x001F;
/// S up to 24: an option of a menu; comes once for each.
pub const MENU_OPTION: u16 = 0x0020;
/// A2: the host's response code.
pub const RESPONSE_CODE: u16 = 0x001C;
/// B1: the transaction type of tag 9C.
pub const TRANSACTION_TYPE: u16 = 0x0021;
/// N3: the currency, ISO 4217 digits.
pub const CURRENCY: u16 = 0x0022;

/// A up to 32: serial number.
pub const SERIAL: u16 = 0x8001;
/// A up to 20: model and memory, divided by a semicolon.
pub const MODEL: u16 = 0x8003;
/// A up to 20: maker.
pub const MAKER: u16 = 0x8004;
/// A10: capabilities, a digit each: contactless, display, chip, stripe, number of security modules.
pub const CAPABILITIES: u16 = 0x8005;
/// A4: version of the specification, as `2.20`.
pub const SPEC_VERSION: u16 = 0x8007;
/// N4: rows and columns of the display for text, as LLCC.
pub const TEXT_SIZE: u16 = 0x8020;
/// A up to 20: kinds of pictures, a digit each: PNG, JPG, GIF.
pub const PICTURES: u16 = 0x8022;
/// A100: the slots 00 to 99 of master keys for PINs: `0` empty, `1` with a key, `2` no such slot.
pub const PIN_SLOTS: u16 = 0x8032;
/// A100: the slots of master keys for data.
pub const DATA_SLOTS: u16 = 0x8033;
/// A10: version of the tables of acquirer 00; that of acquirer nn has nn more.
pub const TABLE_VERSION: u16 = 0x9300;
/// B up to 28: track 2, one symbol in four bits, `D` as separator, filled with `F`.
pub const TRACK2: u16 = 0x8045;
/// B up to 16: card number, one digit in four bits, filled with `F`.
pub const CARD_NUMBER: u16 = 0x804A;
/// A2: what CEX has noticed.
pub const EVENT: u16 = 0x8040;
/// A up to 32: what the holder typed or chose.
pub const VALUE: u16 = 0x804D;
/// B up to 256: encrypted data.
pub const DATA_OUT: u16 = 0x804E;
/// N2: `00` stripe, `03` chip, `05` contactless stripe, `06` contactless chip.
pub const CARD_TYPE: u16 = 0x804F;
/// N1: how the chip fared before a stripe was taken; `1` allows the stripe in its place.
pub const CHIP_STATUS: u16 = 0x8050;
/// N up to 19: card number.
pub const PAN: u16 = 0x8052;
/// N2: card sequence number.
pub const PAN_SEQUENCE: u16 = 0x8053;
/// B up to 512: EMV objects, as BER-TLV.
pub const EMV_OUT: u16 = 0x8054;
/// N6: outcome of GOX.
pub const GOX_RESULT: u16 = 0x8056;
/// B8: encrypted PIN block.
pub const PIN_BLOCK: u16 = 0x8057;
/// N3: outcome of FCX.
pub const FCX_RESULT: u16 = 0x8058;
/// B up to 50: issuer script results, five bytes each.
pub const SCRIPT_RESULTS: u16 = 0x8059;
/// S up to 16: label of the application.
pub const LABEL: u16 = 0x805B;
/// A8: name of a picture that is loaded; comes once for each.
pub const PICTURE_NAME_OUT: u16 = 0x805E;
/// N6: expiry of the application, YYMMDD.
pub const EXPIRY: u16 = 0x805D;
