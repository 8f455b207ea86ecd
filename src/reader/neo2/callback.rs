//! What the reader says by itself while a command waits (61-xx): words for a display that it has not, and questions.
//!
//! Lengths are little-endian. A message is a row of lines, each a number, a text or the number of a ready-made text, and 1C.

use super::frame::Answer;
use crate::reader::{CardTrouble, Fault, Refusal, fault::garbled};

/// Displays something, or asks the holder to choose.
const DISPLAY: u8 = 0x01;
/// Wants a PIN from a keypad of the till's.
const PIN: u8 = 0x02;
/// Wants a track from a stripe head of the till's.
const STRIPE: u8 = 0x03;
/// Ways to display: a menu, a question answered by a key, a menu of languages. All others want no answer.
const MENU: u8 = 0x01;
const QUESTION: u8 = 0x02;
const LANGUAGES: u8 = 0x08;
/// Ends a line of a message.
const LINE_END: u8 = 0x1C;
/// A line whose number has this bit is a ready-made text by its number, and its words are not here.
const READY_MADE: u8 = 0x80;
/// Longest notice to the operator.
const NOTICE_MAX: usize = 64;

/// What a callback wants.
#[derive(Debug, PartialEq, Eq)]
pub enum Callback {
    /// Words for a person; empty where it has none of its own.
    Words(String),
    /// An answer that this program cannot give: the command in hand is to be stopped with this.
    Unanswerable(Fault),
}

/// Reads a callback.
pub fn read(answer: &Answer) -> Callback {
    match (answer.status, answer.data.first().copied()) {
        // Nobody here can choose: a card with several applications must be sorted out by the reader.
        (DISPLAY, Some(MENU | QUESTION | LANGUAGES)) => {
            Callback::Unanswerable(Fault::Refused(Refusal::CardNotAccepted(CardTrouble::TooManyApplications)))
        }
        (DISPLAY, Some(_)) => Callback::Words(message(&answer.data).unwrap_or_default()),
        // It only says that the entry was stopped.
        (PIN, Some(0)) => Callback::Words(String::new()),
        (PIN, _) => {
            Callback::Unanswerable(garbled("the reader wants a PIN from this program, which has no keypad for it"))
        }
        (STRIPE, _) => Callback::Unanswerable(garbled("the reader has no stripe head and wants this program to swipe")),
        _ => Callback::Words(String::new()),
    }
}

/// The words of a message: way of display, time limit, language, lines.
fn message(data: &[u8]) -> Option<String> {
    let (_, rest) = data.split_first()?;
    let (_limit, rest) = counted(rest)?;
    let (_language, rest) = counted(rest)?;
    let (lines, _) = counted(rest)?;
    let words: Vec<String> = lines.split(|byte| *byte == LINE_END).filter_map(line).collect();
    Some(words.join(" ").chars().take(NOTICE_MAX).collect())
}

/// A line that has words of its own, as text.
fn line(line: &[u8]) -> Option<String> {
    let (number, text) = line.split_first()?;
    let printable = text.iter().filter(|b| (0x20..0x7F).contains(*b)).map(|b| char::from(*b));
    (number & READY_MADE == 0).then(|| printable.collect::<String>().trim().to_owned()).filter(|text| !text.is_empty())
}

/// A length in two bytes, and so many bytes.
fn counted(data: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = data.split_at_checked(2)?;
    rest.split_at_checked(usize::from(u16::from_le_bytes([length[0], length[1]])))
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::*;

    fn callback(kind: u8, data: &[u8]) -> Callback {
        read(&Answer { command: 0x61, status: kind, data: Zeroizing::new(data.to_vec()) })
    }

    #[test]
    fn words_are_read_and_ready_made_texts_are_not_ours() {
        // A public frame: ready-made text 13h on the first line, in English.
        let ready = [0x03, 0, 0, 2, 0, b'E', b'N', 3, 0, 0x81, 0x13, 0x1C, 2, 0, 0, 0];
        assert_eq!(callback(DISPLAY, &ready), Callback::Words(String::new()));
        let own = [&[0x03, 0, 0, 2, 0][..], b"EN", &[14, 0, 1], b"PLEASE\x1C\x02WAIT\x1C", &[2, 0, 0, 0]].concat();
        assert_eq!(callback(DISPLAY, &own), Callback::Words("PLEASE WAIT".into()));
    }

    #[test]
    fn a_message_that_is_cut_short_has_no_words() {
        let own = [&[0x03, 0, 0, 2, 0][..], b"EN", &[14, 0, 1], b"PLEASE\x1C\x02WAIT\x1C"].concat();
        for length in 1..own.len() {
            assert_eq!(callback(DISPLAY, &own[..length]), Callback::Words(String::new()), "{length}");
        }
        assert_eq!(callback(DISPLAY, &[]), Callback::Words(String::new()));
    }

    #[test]
    fn what_wants_an_answer_cannot_have_one() {
        for (kind, data) in [(DISPLAY, MENU), (DISPLAY, QUESTION), (DISPLAY, LANGUAGES), (PIN, 0x02), (STRIPE, 0x02)] {
            assert!(matches!(callback(kind, &[data]), Callback::Unanswerable(_)), "{kind} {data}");
        }
        assert_eq!(callback(PIN, &[0]), Callback::Words(String::new()));
        assert_eq!(callback(0x05, &[1]), Callback::Words(String::new()));
    }
}
