//! The link's time limits and repeats against a reader that is scripted frame by frame, under a virtual clock.

use std::{pin::pin, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex},
    time::Instant,
};

use super::{
    frame::{Answer, Code, encode},
    link::{ANSWER_LIMIT, CANCEL, CANCEL_PIN, Link, PING},
};
use crate::reader::{CardTrouble, Ears, Fault, Refusal};

const START: Code = Code(0x02, 0x40);
const PIN: Code = Code(0x62, 0x01);
const CHIP: Code = Code(0x60, 0x11);
const SET: Code = Code(0x04, 0x03);
const NEVER: Duration = Duration::from_secs(1_000_000);

/// The reader's end of the line.
struct Far(DuplexStream);

impl Far {
    /// Takes a command; it must be this one.
    async fn take(&mut self, code: Code) {
        let mut head = [0; 14];
        self.0.read_exact(&mut head).await.unwrap();
        assert_eq!(Code(head[10], head[11]), code);
        let length = usize::from(head[12]) << 8 | usize::from(head[13]);
        self.0.read_exact(&mut vec![0; length + 2]).await.unwrap();
    }

    async fn write(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).await.unwrap();
    }

    async fn say(&mut self, command: u8, status: u8, data: &[u8]) {
        self.write(&answer(command, status, data)).await;
    }

    async fn answer(&mut self, code: Code, status: u8, data: &[u8]) {
        self.take(code).await;
        self.say(code.0, status, data).await;
    }

    async fn settle(&mut self) {
        self.answer(PING, 0, &[]).await;
    }
}

fn answer(command: u8, status: u8, data: &[u8]) -> Vec<u8> {
    let mut frame = encode(Code(command, status), data).unwrap().to_vec();
    let end = frame.len();
    frame.swap(end - 1, end - 2);
    frame
}

fn damaged(command: u8) -> Vec<u8> {
    let mut frame = answer(command, 0, b"data");
    frame[14] ^= 1;
    frame
}

fn line() -> (Link<DuplexStream>, Far) {
    let (near, far) = duplex(8192);
    (Link::new(near), Far(far))
}

fn is_lost<T>(result: &Result<T, Fault>) -> bool {
    matches!(result, Err(Fault::Lost(_)))
}

fn is_garbled<T>(result: &Result<T, Fault>) -> bool {
    matches!(result, Err(Fault::Refused(Refusal::Garbled(_))))
}

/// A command that waits for a person, cancelled after `patience`; its outcome and the notices.
async fn person(link: &mut Link<DuplexStream>, code: Code, patience: Duration) -> (Result<Answer, Fault>, Vec<String>) {
    let mut notices = Vec::new();
    let cancelled = pin!(tokio::time::sleep(patience));
    let mut tell = |text| notices.push(text);
    let result = link.ask_person(code, &[], &mut Ears::new(cancelled, &mut tell)).await;
    (result, notices)
}

#[tokio::test(start_paused = true)]
async fn a_silent_reader_is_lost_after_an_answer_s_time_and_two_pings() {
    let (mut link, _far) = line();
    let began = Instant::now();
    assert!(is_lost(&link.ask(SET, &[]).await));
    assert_eq!(began.elapsed(), 3 * ANSWER_LIMIT);
}

/// Answers do not say which sub-command they answer: the late one to the first try must not count for what comes next.
#[tokio::test(start_paused = true)]
async fn a_late_answer_to_a_repeated_command_is_not_taken_for_the_next_one_s() {
    let (mut link, mut far) = line();
    let script = async {
        far.take(SET).await;
        tokio::time::sleep(ANSWER_LIMIT + Duration::from_millis(1)).await;
        far.take(PING).await;
        // Both answers are on their way now.
        far.say(SET.0, 0, b"late").await;
        far.say(PING.0, 0, &[]).await;
        far.answer(SET, 0, b"again").await;
        far.answer(Code(0x04, 0x02), 0x05, b"refused").await;
    };
    let asks = async {
        let first = link.ask(SET, &[]).await.unwrap();
        let second = link.ask(Code(0x04, 0x02), &[]).await.unwrap();
        (first.data.to_vec(), second.status)
    };
    let (asked, ()) = tokio::join!(asks, script);
    assert_eq!(asked, (b"again".to_vec(), 0x05));
}

#[tokio::test(start_paused = true)]
async fn what_was_not_read_or_came_damaged_is_asked_again() {
    for first in [answer(SET.0, 0x04, &[]), answer(SET.0, 0x01, &[]), damaged(SET.0)] {
        let (mut link, mut far) = line();
        let script = async {
            far.take(SET).await;
            far.write(&first).await;
            far.settle().await;
            far.answer(SET, 0, &[]).await;
        };
        let (result, ()) = tokio::join!(link.ask(SET, &[]), script);
        assert!(result.is_ok());
    }
}

#[tokio::test(start_paused = true)]
async fn a_command_that_must_not_be_carried_out_twice_is_sent_once() {
    let (mut link, mut far) = line();
    let limit = Duration::from_secs(30);
    let (result, ()) = tokio::join!(link.ask_once(CHIP, &[], limit), async {
        far.take(CHIP).await;
        far.write(&damaged(CHIP.0)).await;
    });
    assert!(is_garbled(&result));
    let began = Instant::now();
    let (result, ()) = tokio::join!(link.ask_once(CHIP, &[], limit), far.take(CHIP));
    assert!(is_lost(&result));
    assert_eq!(began.elapsed(), limit);
    drop(link);
    assert_eq!(far.0.read(&mut [0; 64]).await.unwrap(), 0, "nothing more was sent");
}

/// A card that has the last word takes its time, and the reader shows something meanwhile: that is no answer.
#[tokio::test(start_paused = true)]
async fn what_the_reader_only_shows_is_no_answer() {
    let (mut link, mut far) = line();
    let (result, ()) = tokio::join!(link.ask_once(CHIP, &[], Duration::from_secs(30)), async {
        far.take(CHIP).await;
        far.say(CHIP.0, 0x63, &[]).await;
        far.say(CHIP.0, 0x0E, &[1]).await;
        far.say(CHIP.0, 0, b"last word").await;
    });
    assert_eq!(result.unwrap().data[..], *b"last word");
}

#[tokio::test(start_paused = true)]
async fn a_frame_that_stops_in_the_middle_is_damaged_after_two_seconds() {
    let (mut link, mut far) = line();
    let began = Instant::now();
    let (result, ()) = tokio::join!(link.ask_once(SET, &[], NEVER), async {
        far.take(SET).await;
        far.write(&answer(SET.0, 0, b"data")[..16]).await;
    });
    assert!(is_garbled(&result));
    assert_eq!(began.elapsed().as_secs(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_person_has_all_day_and_first_answers_and_words_are_no_end() {
    let (mut link, mut far) = line();
    let ((result, notices), ()) = tokio::join!(person(&mut link, START, NEVER), async {
        far.take(START).await;
        far.say(START.0, 0x63, &[]).await;
        far.say(START.0, 0x0E, &[1]).await;
        far.say(0x61, 0x01, &[&[3, 0, 0, 2, 0][..], b"EN", &[10, 0, 1], b"TAP CARD\x1C", &[0, 0]].concat()).await;
        tokio::time::sleep(Duration::from_secs(86_400)).await;
        far.say(START.0, 0x23, b"card").await;
    });
    assert_eq!((result.unwrap().status, notices), (0x23, vec!["TAP CARD".to_owned()]));
}

#[tokio::test(start_paused = true)]
async fn a_menu_that_nobody_can_answer_stops_the_card() {
    let (mut link, mut far) = line();
    let ((result, _), ()) = tokio::join!(person(&mut link, START, NEVER), async {
        far.take(START).await;
        far.say(0x61, 0x01, &[0x01]).await;
        far.answer(CANCEL, 0, &[]).await;
        far.settle().await;
    });
    let expected = Refusal::CardNotAccepted(CardTrouble::TooManyApplications);
    assert_eq!(result.err(), Some(Fault::Refused(expected)));
}

#[tokio::test(start_paused = true)]
async fn a_cancel_is_sent_until_it_is_answered() {
    let (mut link, mut far) = line();
    let began = Instant::now();
    let ((result, _), ()) = tokio::join!(person(&mut link, START, Duration::from_secs(5)), async {
        far.take(START).await;
        far.take(CANCEL).await;
        assert_eq!(began.elapsed().as_secs(), 5);
        far.answer(CANCEL, 0, &[]).await;
        assert_eq!(began.elapsed().as_secs(), 8);
        far.settle().await;
    });
    assert_eq!(result.err(), Some(Fault::Refused(Refusal::Cancelled)));
    let (mut link, mut far) = line();
    let ((result, _), ()) = tokio::join!(person(&mut link, START, Duration::ZERO), far.take(START));
    assert!(is_lost(&result));
}

/// Whatever the order: before the cancel's answer, and after it.
#[tokio::test(start_paused = true)]
async fn a_card_that_crosses_the_cancel_counts() {
    for late in [false, true] {
        let (mut link, mut far) = line();
        let ((result, _), ()) = tokio::join!(person(&mut link, START, Duration::from_secs(5)), async {
            far.take(START).await;
            far.take(CANCEL).await;
            if !late {
                far.say(START.0, 0x23, b"card").await;
            }
            far.say(CANCEL.0, 0, &[]).await;
            far.take(PING).await;
            if late {
                far.say(START.0, 0x23, b"card").await;
            }
            far.say(PING.0, 0, &[]).await;
        });
        assert_eq!(result.unwrap().data[..], *b"card", "late: {late}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_only_says_that_it_was_stopped_is_no_card() {
    for status in [0x08, 0x0A, 0x0B, 0x63] {
        let (mut link, mut far) = line();
        let ((result, _), ()) = tokio::join!(person(&mut link, START, Duration::from_secs(5)), async {
            far.take(START).await;
            far.take(CANCEL).await;
            far.say(START.0, status, &[]).await;
            far.say(CANCEL.0, 0, &[]).await;
            far.settle().await;
        });
        assert_eq!(result.err(), Some(Fault::Refused(Refusal::Cancelled)), "{status:02X}");
    }
}

/// While a PIN is typed a reader obeys nothing but its own cancel, which is answered under the same command byte.
#[tokio::test(start_paused = true)]
async fn a_pin_has_a_cancel_of_its_own() {
    for typed in [false, true] {
        let (mut link, mut far) = line();
        let ((result, _), ()) = tokio::join!(person(&mut link, PIN, Duration::from_secs(5)), async {
            far.take(PIN).await;
            far.say(PIN.0, 0, &[]).await;
            far.take(CANCEL_PIN).await;
            if typed {
                far.say(PIN.0, 0, b"\0BA2ADC4EBA48F711").await;
            }
            far.say(PIN.0, 0, &[]).await;
            if !typed {
                far.say(PIN.0, 0x0A, &[0x02]).await;
            }
            far.settle().await;
        });
        match typed {
            true => assert_eq!(result.unwrap().data[..], *b"\0BA2ADC4EBA48F711"),
            false => assert_eq!(result.err(), Some(Fault::Refused(Refusal::Cancelled))),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_card_is_waited_for_again_after_damage_and_a_chip_is_not_asked_twice() {
    let (mut link, mut far) = line();
    let ((result, _), ()) = tokio::join!(person(&mut link, START, NEVER), async {
        far.take(START).await;
        far.write(&damaged(START.0)).await;
        far.answer(CANCEL, 0, &[]).await;
        far.settle().await;
        far.answer(START, 0x23, b"card").await;
    });
    assert_eq!(result.unwrap().status, 0x23);
    for code in [CHIP, PIN] {
        let (mut link, mut far) = line();
        let ((result, _), ()) = tokio::join!(person(&mut link, code, NEVER), async {
            far.take(code).await;
            far.write(&damaged(code.0)).await;
            far.answer(if code == PIN { CANCEL_PIN } else { CANCEL }, 0, &[]).await;
            far.settle().await;
        });
        assert!(is_garbled(&result));
    }
}

#[tokio::test(start_paused = true)]
async fn a_line_that_says_only_other_things_is_given_up() {
    let (mut link, mut far) = line();
    let ((result, _), ()) = tokio::join!(person(&mut link, START, NEVER), async {
        far.take(START).await;
        for _ in 0..=super::link::MAX_STRAYS {
            far.say(0x77, 0, &[]).await;
        }
        far.answer(CANCEL, 0, &[]).await;
        far.settle().await;
    });
    assert!(is_garbled(&result));
}

#[tokio::test(start_paused = true)]
async fn all_frames_of_an_answer_are_gathered() {
    let (mut link, mut far) = line();
    let all = Code(0x03, 0x05);
    let (result, ()) = tokio::join!(link.ask_all(all), async {
        far.take(all).await;
        far.say(all.0, 0, b"one").await;
        far.say(all.0, 0, b"two").await;
        far.settle().await;
    });
    let parts: Vec<Vec<u8>> = result.unwrap().iter().map(|answer| answer.data.to_vec()).collect();
    assert_eq!(parts, [b"one".to_vec(), b"two".to_vec()]);
}
