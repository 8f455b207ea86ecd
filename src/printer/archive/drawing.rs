//! A receipt as one picture, laid out as on paper.

use crate::{
    domain::{
        Picture,
        receipt::{Receipt, Size},
    },
    printer::{
        Font, Paper, escpos, gbk,
        layout::{self, Align, Measure, Row},
        text::map_texts,
    },
};

/// From one row to the next, as on paper.
const PITCH: u16 = 30;
/// Free on each side.
const EDGE: u16 = 24;
/// Below a row of large letters.
const BELOW_LARGE: u16 = 6;

/// The receipt has more rows than a picture may have dots.
#[derive(Debug, thiserror::Error)]
#[error("a picture of {rows} rows of dots is more than {limit}", limit = Picture::HIGHEST)]
pub struct TooLong {
    rows: usize,
}

/// The receipt in black on white.
///
/// # Errors
/// It is too long for a picture.
pub fn draw(receipt: &Receipt, paper: Paper, font: &Font) -> Result<Picture, TooLong> {
    let measure = Measure { columns: paper.columns().into(), of_char: gbk::columns, large: 2 };
    let readable = map_texts(receipt, |c| if font.has(c) && !c.is_control() { c } else { gbk::printable(c) });
    let parts: Vec<Part> = layout::rows(&readable, measure).into_iter().map(|row| part(row, paper, font)).collect();
    let rows = parts.iter().map(|part| usize::from(part.height)).sum::<usize>() + 2 * usize::from(EDGE);
    let height = u16::try_from(rows).ok().filter(|rows| *rows <= Picture::HIGHEST).ok_or(TooLong { rows })?;
    let mut page = Picture::new(paper.dots() + 2 * EDGE, height);
    let mut top = EDGE;
    for part in parts {
        if let Some((picture, left)) = part.picture {
            page.put(&picture, (EDGE + left).into(), top.into());
        }
        top += part.height;
    }
    Ok(page)
}

/// A stretch of the page.
struct Part {
    /// What is drawn, and how far from the left edge of the paper.
    picture: Option<(Picture, u16)>,
    height: u16,
}

impl Part {
    fn blank(height: u16) -> Part {
        Part { picture: None, height }
    }
}

fn part(row: Row, paper: Paper, font: &Font) -> Part {
    match row {
        Row::Text(text, align, size) => line(&text, align, size, paper, font),
        Row::Feed(lines) => Part::blank(PITCH * u16::from(lines)),
        Row::Qr(qr) => match escpos::qr_picture(&qr, paper) {
            Some(code) => centred(code, paper),
            None => line(&qr.text, Align::Left, Size::Normal, paper, font),
        },
        Row::Picture(picture) => centred(picture, paper),
        Row::Drawer => Part::blank(0),
        Row::Cut => Part { picture: Some((cut(paper), 0)), height: PITCH },
    }
}

fn line(text: &str, align: Align, size: Size, paper: Paper, font: &Font) -> Part {
    let (scale, height) = match size {
        Size::Normal => (1, PITCH),
        Size::Large => (2, 2 * PITCH - BELOW_LARGE),
    };
    let columns: usize = text.chars().map(gbk::columns).sum();
    let used = u16::try_from(columns).unwrap_or(u16::MAX).saturating_mul(Paper::COLUMN * scale);
    let left = if align == Align::Centre { paper.dots().saturating_sub(used) / 2 } else { 0 };
    Part { picture: Some((font.row(text, size, paper, gbk::columns), left)), height }
}

fn centred(picture: Picture, paper: Paper) -> Part {
    let left = paper.dots().saturating_sub(picture.width()) / 2;
    let height = picture.height();
    Part { picture: Some((picture, left)), height }
}

/// A broken line.
fn cut(paper: Paper) -> Picture {
    let mut line = Picture::new(paper.dots(), PITCH);
    for x in (0..i32::from(paper.dots())).filter(|x| x / 12 % 2 == 0) {
        line.ink(x, i32::from(PITCH / 2));
    }
    line
}
