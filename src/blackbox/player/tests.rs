use ratatui::style::{Color, Modifier, Style};

use super::*;
use crate::blackbox::{At, BadTape, Frame, Head, Moment, Ring, SEGMENT, SEGMENTS, Tape};

fn head() -> Head {
    Head { program: "0.1.0".into(), why: "key".into(), written: 1_769_061_909_000, offset_minutes: 480, segments: 0 }
}

fn at(mono: u64) -> At {
    At { mono, wall: 1_769_061_900_000 + mono as i64 }
}

/// Pictures drawn one after the other, as the painter does, and the ring that has seen them.
struct Drawn {
    ring: Ring,
    shown: Buffer,
    time: u64,
}

impl Drawn {
    fn new(columns: u16, rows: u16) -> Drawn {
        Drawn { ring: Ring::default(), shown: Buffer::empty(Rect::new(0, 0, columns, rows)), time: 0 }
    }

    fn draw(&mut self, private: Option<Private>, draw: impl FnOnce(&mut Buffer)) {
        let mut next = Buffer::empty(self.shown.area);
        draw(&mut next);
        self.time += 7;
        self.ring.frame(at(self.time), &Frame { before: &self.shown, after: &next, private });
        self.shown = next;
    }

    fn tape(&self) -> Tape {
        Tape::parse(&self.ring.to_bytes(&head())).unwrap()
    }
}

/// Every picture of a tape as text.
fn pictures(tape: &Tape) -> Vec<String> {
    let mut player = Player::default();
    let mut pictures = Vec::new();
    for Moment { what, .. } in &tape.moments {
        if player.take(what) {
            pictures.push(rows(&player).join("\n"));
        }
    }
    pictures
}

#[test]
fn pictures_come_back_cell_by_cell_with_their_times() {
    let mut drawn = Drawn::new(12, 3);
    let style = Style::new().fg(Color::Indexed(200)).bg(Color::Rgb(1, 2, 3)).add_modifier(Modifier::BOLD);
    let mut wanted = Vec::new();
    for text in ["金额 12.34", "金额12.345", "a金额", "", "e\u{301}X"] {
        drawn.draw(None, |buf| {
            buf.set_string(0, 0, text, style);
            buf.set_string(2, 2, "ENTER", Style::new());
        });
        wanted.push(drawn.shown.clone());
    }
    let tape = drawn.tape();
    assert_eq!(tape.head, Head { segments: 1, ..head() });
    let mut player = Player::default();
    assert_eq!(tape.moments.len(), wanted.len());
    for (number, (moment, wanted)) in tape.moments.iter().zip(&wanted).enumerate() {
        assert!(player.take(&moment.what));
        assert_eq!(player.picture.diff(wanted), [], "picture {number}");
        assert_eq!(moment.at, at(7 * (number as u64 + 1)));
    }
}

#[test]
fn what_is_hidden_is_not_in_the_file() {
    let hidden = Private { area: Rect::new(1, 1, 10, 1), hides: Hides::All };
    let mut drawn = Drawn::new(12, 3);
    for digits in ["6", "62", "621", "62109480"] {
        drawn.draw(Some(hidden), |buf| {
            buf.set_string(0, 0, "card", Style::new());
            buf.set_string(1, 1, digits, Style::new());
            buf.set_string(0, 2, format!("keys {}", digits.len()), Style::new());
        });
    }
    drawn.draw(None, |buf| {
        buf.set_string(0, 0, "menu", Style::new());
    });
    let bytes = drawn.ring.to_bytes(&head());
    let found = |text: &[u8]| bytes.windows(text.len()).any(|window| window == text);
    assert!(found(b"card") && found(b"menu") && !found(b"62"));
    let pictures = pictures(&drawn.tape());
    assert_eq!(pictures[0], "card\n ..........\nkeys 1");
    assert_eq!(pictures[3], "card\n ..........\nkeys 8");
    assert_eq!(pictures[4], "menu\n\n", "what was hidden is blank afterwards");
}

#[test]
fn of_private_digits_stars_are_kept() {
    let private = Private { area: Rect::new(0, 1, 20, 1), hides: Hides::Digits };
    let mut drawn = Drawn::new(20, 2);
    for typed in ["_", "6_", "62_", "62\u{ff11}_"] {
        drawn.draw(Some(private), |buf| {
            buf.set_string(0, 0, "sum 12", Style::new());
            buf.set_string(0, 1, format!("\u{5361}\u{53f7} {typed}"), Style::new());
        });
    }
    let pictures = pictures(&drawn.tape());
    let wanted = ["_", "*_", "**_", "***_"].map(|stars| format!("sum 12\n\u{5361}\u{53f7} {stars}"));
    // A wide digit is one star, and the cell behind it stays as it was.
    assert_eq!(pictures[..3], wanted[..3]);
    assert!(pictures[3].starts_with("sum 12\n\u{5361}\u{53f7} ***"), "{}", pictures[3]);
    let bytes = drawn.ring.to_bytes(&head());
    assert!(!bytes.windows(2).any(|pair| pair == b"62"));
}

#[test]
fn the_newest_part_is_kept_and_no_more_than_the_limit() {
    let mut drawn = Drawn::new(80, 24);
    for round in 0..6000 {
        drawn.draw(None, |buf| {
            for row in 0..24 {
                buf.set_string(0, row, format!("round {round} row {row}"), Style::new());
            }
        });
        drawn.ring.input(at(drawn.time), "ENTER");
    }
    let bytes = drawn.ring.to_bytes(&head());
    // Half a megabyte, and its head.
    let most = SEGMENT * SEGMENTS + (4 << 10);
    assert!(bytes.len() <= most && bytes.len() > most / 2, "{} bytes", bytes.len());
    let pictures = pictures(&drawn.tape());
    assert!(pictures.len() > 500, "{}", pictures.len());
    assert!(pictures.last().unwrap().ends_with("round 5999 row 23"));
    assert!(pictures.iter().all(|picture| picture.starts_with("round ")), "each can be seen whole");
}

#[test]
fn a_flood_of_names_ends_no_picture() {
    let mut drawn = Drawn::new(20, 2);
    drawn.draw(None, |buf| {
        buf.set_string(0, 0, "before", Style::new());
    });
    (0..5000).for_each(|_| drawn.ring.event(at(8), "the reader says something that has many words"));
    drawn.draw(None, |buf| {
        buf.set_string(0, 0, "after", Style::new());
    });
    assert_eq!(pictures(&drawn.tape()), ["before\n", "after\n"]);
}

#[test]
fn a_screen_too_large_to_keep_is_told() {
    let mut drawn = Drawn::new(500, 500);
    drawn.draw(None, |buf| {
        for row in 0..500 {
            let colour = |x: u16| Style::new().fg(Color::Rgb(row as u8, x as u8, 1));
            (0..500).for_each(|x| buf.set_string(x, row, "x", colour(x)));
        }
    });
    let whats: Vec<What> = drawn.tape().moments.into_iter().map(|moment| moment.what).collect();
    assert_eq!(whats, [What::Skipped]);
}

#[test]
fn a_damaged_file_is_named() {
    let mut drawn = Drawn::new(40, 15);
    for round in 0..50 {
        drawn.draw(None, |buf| {
            buf.set_string(0, 0, format!("round {round}"), Style::new());
        });
    }
    let bytes = drawn.ring.to_bytes(&head());
    assert_eq!(Tape::parse(b"something else"), Err(BadTape::Other));
    for at in 16..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x10;
        let error = Tape::parse(&damaged).expect_err("a flipped bit is found");
        assert!(at == 16 || matches!(error, BadTape::Damaged { .. }), "{at}: {error}");
    }
    for end in 17..bytes.len() {
        assert!(matches!(Tape::parse(&bytes[..end]), Err(BadTape::Damaged { .. })), "cut off at {end}");
    }
    assert!(Tape::parse(&[bytes, b"x".to_vec()].concat()).is_err());
}
