//! The answer codes (field 39) that the host may be ordered to give.

/// Every code of the terminal specification's table and of later code, each two characters.
const KNOWN: &str = "00 01 02 03 04 05 06 07 09 10 11 12 13 14 15 16 19 20 21 22 23 25 30 31 33 34 35 36 37 38 39 40 41 42 43 \
                     44 45 51 52 53 54 55 56 57 58 59 60 61 62 63 64 65 66 67 68 75 77 79 90 91 92 93 94 95 96 97 98 99 A0 A1 \
                     A2 A3 A4 A5 A6 A7";

/// The known code that reads like this.
pub fn known(text: &str) -> Option<&'static str> {
    KNOWN.split_whitespace().find(|code| *code == text)
}
