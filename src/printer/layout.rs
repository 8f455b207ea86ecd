//! A receipt broken into rows that fit the paper.

use crate::domain::{
    Picture, Qr,
    receipt::{Line, Receipt, Size},
};

/// What one row of paper holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Row {
    Text(String, Align, Size),
    Feed(u8),
    Qr(Qr),
    Picture(Picture),
    Drawer,
    Cut,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Centre,
}

/// How a medium measures: its columns, the width of a character, and how much wider large letters are.
#[derive(Clone, Copy)]
pub(super) struct Measure {
    pub(super) columns: usize,
    pub(super) of_char: fn(char) -> usize,
    pub(super) large: usize,
}

/// Narrower paper than this is laid out as if it had so many columns.
const MIN_COLUMNS: usize = 8;

impl Measure {
    pub(super) fn of(&self, text: &str) -> usize {
        text.chars().map(self.of_char).sum()
    }

    /// The columns that letters of this size have.
    pub(super) fn room(&self, size: Size) -> usize {
        let room = match size {
            Size::Normal => self.columns,
            Size::Large => self.columns / self.large.max(1),
        };
        room.max(MIN_COLUMNS)
    }
}

pub(super) fn rows(receipt: &Receipt, measure: Measure) -> Vec<Row> {
    receipt.lines.iter().flat_map(|line| line_rows(line, measure)).collect()
}

fn line_rows(line: &Line, measure: Measure) -> Vec<Row> {
    match line {
        Line::Centred(text, size) => wrapped(text, Align::Centre, *size, measure),
        Line::Text(text) => wrapped(text, Align::Left, Size::Normal, measure),
        Line::Pair(label, value, size) => pair(label, value, *size, measure),
        Line::Rule => vec![Row::Text("-".repeat(measure.room(Size::Normal)), Align::Left, Size::Normal)],
        Line::Feed(lines) => vec![Row::Feed(*lines)],
        Line::Qr(qr) => vec![Row::Qr(qr.clone())],
        Line::Picture(picture) => vec![Row::Picture(picture.clone())],
        Line::Drawer => vec![Row::Drawer],
        Line::Cut => vec![Row::Cut],
    }
}

pub(super) fn wrapped(text: &str, align: Align, size: Size, measure: Measure) -> Vec<Row> {
    wrap(text, measure.room(size), measure).into_iter().map(|row| Row::Text(row, align, size)).collect()
}

fn pair(label: &str, value: &str, size: Size, measure: Measure) -> Vec<Row> {
    let room = measure.room(size);
    let single_line = !label.contains('\n') && !value.contains('\n');
    let needed = measure.of(label) + 1 + measure.of(value);
    if single_line && needed <= room {
        let gap = " ".repeat(room - needed + 1);
        return vec![Row::Text(format!("{label}{gap}{value}"), Align::Left, size)];
    }
    let mut rows = wrapped(label, Align::Left, size, measure);
    for part in wrap(value, room, measure) {
        let gap = " ".repeat(room.saturating_sub(measure.of(&part)));
        rows.push(Row::Text(gap + &part, Align::Left, size));
    }
    rows
}

/// Breaks text at spaces where it can and between any two characters where it must. Han has no spaces to wait for.
fn wrap(text: &str, room: usize, measure: Measure) -> Vec<String> {
    text.split('\n').flat_map(|paragraph| wrap_paragraph(paragraph, room, measure)).collect()
}

fn wrap_paragraph(text: &str, room: usize, measure: Measure) -> Vec<String> {
    let mut rows = Vec::new();
    let mut row = String::new();
    let mut used = 0;
    for c in text.chars() {
        let width = (measure.of_char)(c);
        if used + width > room && !row.is_empty() {
            let rest = break_row(&mut row, c);
            rows.push(std::mem::replace(&mut row, rest));
            used = measure.of(&row);
            if c == ' ' && row.is_empty() {
                continue;
            }
        }
        row.push(c);
        used += width;
    }
    rows.push(row);
    rows.iter_mut().for_each(|row| row.truncate(row.trim_end().len()));
    rows
}

/// Takes the word that `next` goes on with off the end of a full row, if the row holds more than that word.
fn break_row(row: &mut String, next: char) -> String {
    if !next.is_ascii_graphic() {
        return String::new();
    }
    let word_starts = row.rfind(|c: char| !c.is_ascii_graphic()).map_or(0, |at| {
        let before = row[at..].chars().next().map_or(0, char::len_utf8);
        at + before
    });
    if word_starts == 0 { String::new() } else { row.split_off(word_starts) }
}
