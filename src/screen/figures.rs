//! The X report of the open batch, or the last Z report: all figures, and the key that prints them.

use std::borrow::Cow;

use super::{Action, Screen, See, Wish, refusals::print_trouble};
use crate::{
    domain::{Figures, receipt::Condition},
    flow::{PrinterStatus, slip},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// So many rows the keys scroll at once: what the smallest usual screen shows, less one to find the place again.
const STEP: usize = 7;

/// Which report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    X,
    Z,
}

/// The report.
#[derive(Debug)]
pub struct FiguresScreen {
    which: Which,
    scroll: usize,
    asked: bool,
}

impl FiguresScreen {
    /// The open batch so far.
    pub fn x() -> FiguresScreen {
        FiguresScreen { which: Which::X, scroll: 0, asked: false }
    }

    /// The last batch that was closed.
    pub fn z() -> FiguresScreen {
        FiguresScreen { which: Which::Z, scroll: 0, asked: false }
    }

    fn rows(&self, see: &See<'_>) -> Result<Vec<Row>, Cow<'static, str>> {
        let (t, book, offset) = (see.look.t, &see.terminal.book, see.terminal.setup.offset);
        let row = |label, value: String| Row::Pair(label, value.into());
        match self.which {
            Which::X => {
                let figures = see.terminal.x_report().map_err(|_| t.report_too_large())?;
                let head = vec![row(t.label_batch(), book.batch.to_string())];
                Ok(with_sections(head, &figures, see))
            }
            Which::Z => {
                let report = book.last_z.as_deref().ok_or_else(|| t.report_no_z())?;
                let mut head = vec![
                    row(t.report_number(), slip::z_number(report)),
                    row(t.label_batch(), report.batch.to_string()),
                ];
                head.extend(report.began.map(|at| row(t.report_from(), at.civil(offset).to_string())));
                head.push(row(t.report_until(), report.closed.civil(offset).to_string()));
                Ok(with_sections(head, &report.figures, see))
            }
        }
    }
}

/// A row of the body.
enum Row {
    Title(Cow<'static, str>),
    Pair(Cow<'static, str>, Cow<'static, str>),
}

fn with_sections(mut rows: Vec<Row>, figures: &Figures, see: &See<'_>) -> Vec<Row> {
    let t = see.look.t;
    for section in slip::sections(figures, see.terminal.setup.currency) {
        rows.push(Row::Title((section.title)(t)));
        rows.extend(section.rows.into_iter().map(|(label, value)| Row::Pair(label.text(t), value.into())));
    }
    rows
}

impl Screen for FiguresScreen {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        match self.which {
            Which::X => see.look.t.report_x(),
            Which::Z => see.look.t.report_z(),
        }
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_figures()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        let mut hints = Vec::new();
        if self.rows(see).is_ok() {
            hints.extend([Hint::new(Key::Enter, t.hint_print()), Hint::new(Key::Down, t.hint_more())]);
        }
        hints.push(Hint::new(Key::Cancel, t.hint_back()));
        hints
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        let rows = match self.rows(see) {
            Ok(rows) => rows.len(),
            Err(reason) => return if key == Key::Cancel { Action::Back } else { Action::Refuse(reason) },
        };
        match key {
            Key::Cancel => return Action::Back,
            Key::Enter => {
                self.asked = true;
                return Action::Do(if self.which == Which::X { Wish::PrintX } else { Wish::PrintZ });
            }
            Key::Down => self.scroll = (self.scroll + STEP).min(rows.saturating_sub(1)),
            Key::Up => self.scroll = self.scroll.saturating_sub(STEP),
            _ => return Action::no_such_key(see),
        }
        self.asked = false;
        Action::Stay
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        let rows = match self.rows(see) {
            Ok(rows) => rows,
            Err(reason) => {
                body.text(&reason, Tone::Warn);
                return;
            }
        };
        if self.asked {
            match &see.terminal.printer {
                PrinterStatus::Trouble(cause) => body.line(&t.report_failed(print_trouble(t, *cause)), Tone::Bad),
                _ if see.terminal.condition == Condition::None => body.line(&t.no_printer(), Tone::Warn),
                PrinterStatus::Busy(_) => body.line(&t.printing(), Tone::Plain),
                PrinterStatus::Ready => body.line(&t.report_printed(), Tone::Good),
            };
        }
        for row in &rows[body.scrolled(self.scroll, rows.len())] {
            match row {
                Row::Title(title) => body.line(title, Tone::Strong),
                Row::Pair(label, value) => body.ends(&format!("  {label}"), value),
            };
        }
    }
}
