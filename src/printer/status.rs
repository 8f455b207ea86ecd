//! What a printer says of itself: the four answers to `DLE EOT n`.

use crate::domain::receipt::Condition;

/// The question with each number: the printer, why it is off line, its errors, its paper.
pub const QUESTIONS: [[u8; 3]; 4] = [[0x10, 0x04, 1], [0x10, 0x04, 2], [0x10, 0x04, 3], [0x10, 0x04, 4]];
/// Bits that every answer has, and how they stand; XON and XOFF, which a printer may send as well, have others.
const FIXED: u8 = 0b1001_0011;
const FIXED_AS: u8 = 0b0001_0010;

/// Whether a byte can be an answer.
pub fn is_answer(byte: u8) -> bool {
    byte & FIXED == FIXED_AS
}

/// The answers, each bit as the makers' sheets have it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// It takes nothing to print.
    pub offline: bool,
    /// The cover is open.
    pub cover_open: bool,
    /// Somebody holds the feed button.
    pub feed_button: bool,
    /// It has stopped for want of paper, or its sensor sees none.
    pub paper_out: bool,
    /// The roll is nearly at its end.
    pub paper_low: bool,
    /// The cutter is jammed.
    pub cutter_error: bool,
    /// An error that ends only with the power.
    pub lasting_error: bool,
    /// An error that passes, of the head's temperature for one.
    pub passing_error: bool,
    /// An error that it does not name.
    pub other_error: bool,
}

impl Answers {
    /// Adds the answer to a question, by its number. A byte that is no answer adds nothing.
    pub fn add(&mut self, question: u8, byte: u8) {
        if !is_answer(byte) {
            return;
        }
        let bit = |number: u8| byte >> number & 1 == 1;
        match question {
            1 => {
                self.offline |= bit(3);
                self.feed_button |= bit(6);
            }
            2 => {
                self.cover_open |= bit(2);
                self.feed_button |= bit(3);
                self.paper_out |= bit(5);
                self.other_error |= bit(6);
            }
            3 => {
                self.passing_error |= bit(2) || bit(6);
                self.cutter_error |= bit(3);
                self.lasting_error |= bit(5);
            }
            4 => {
                self.paper_low |= bit(2) || bit(3);
                self.paper_out |= bit(5) || bit(6);
            }
            _ => {}
        }
    }

    /// The one thing to tell a person. An open cover comes first: until it is closed, the sensor of the paper is not worth
    /// much.
    pub fn condition(&self) -> Condition {
        if self.cover_open {
            Condition::CoverOpen
        } else if self.paper_out {
            Condition::PaperOut
        } else if self.cutter_error || self.lasting_error || self.passing_error || self.other_error {
            Condition::Fault
        } else if self.feed_button {
            // Paper that is fed by hand takes the printer off line for as long.
            Condition::Well
        } else if self.offline {
            Condition::Offline
        } else if self.paper_low {
            Condition::PaperLow
        } else {
            Condition::Well
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The condition after these answers to the questions 1 to 4; 0 is none.
    fn condition(bytes: [u8; 4]) -> Condition {
        let mut answers = Answers::default();
        (1..).zip(bytes).for_each(|(question, byte)| answers.add(question, byte));
        answers.condition()
    }

    #[test]
    fn each_bit_has_its_meaning() {
        let rows = [
            ([0x12, 0x12, 0x12, 0x12], Condition::Well),
            ([0x16, 0x12, 0x12, 0x12], Condition::Well), // The drawer's pin is high.
            ([0x1A, 0x12, 0x12, 0x12], Condition::Offline),
            ([0x1A, 0x16, 0x12, 0x12], Condition::CoverOpen),
            ([0x1A, 0x1A, 0x12, 0x12], Condition::Well), // Paper is fed by the button.
            ([0x5A, 0x12, 0x12, 0x12], Condition::Well),
            ([0x1A, 0x32, 0x12, 0x12], Condition::PaperOut),
            ([0x1A, 0x52, 0x12, 0x12], Condition::Fault),
            ([0x1A, 0x12, 0x16, 0x12], Condition::Fault),
            ([0x1A, 0x12, 0x1A, 0x12], Condition::Fault),
            ([0x1A, 0x12, 0x32, 0x12], Condition::Fault),
            ([0x1A, 0x12, 0x52, 0x12], Condition::Fault),
            ([0x12, 0x12, 0x12, 0x1E], Condition::PaperLow),
            ([0x12, 0x12, 0x12, 0x1A], Condition::PaperLow),
            ([0x12, 0x12, 0x12, 0x16], Condition::PaperLow),
            ([0x12, 0x12, 0x12, 0x32], Condition::PaperOut),
            ([0x12, 0x12, 0x12, 0x52], Condition::PaperOut),
            ([0x12, 0x12, 0x12, 0x7E], Condition::PaperOut),
            ([0x1A, 0x36, 0x12, 0x7E], Condition::CoverOpen), // An open cover hides the paper.
        ];
        for (bytes, expected) in rows {
            assert_eq!(condition(bytes), expected, "{bytes:02x?}");
        }
    }

    #[test]
    fn what_is_no_answer_says_nothing() {
        // XON, XOFF, an ASB byte, a letter, and all bits set.
        for byte in [0x11, 0x13, 0x10, b'x', 0xFF] {
            assert!(!is_answer(byte), "{byte:02x}");
            assert_eq!(condition([byte; 4]), Condition::Well, "{byte:02x}");
        }
    }
}
