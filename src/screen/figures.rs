//! The X report of the open batch, or the last Z report: all figures, and the key that prints them.

use std::borrow::Cow;

use super::{Action, News, Screen, Scroll, See, Wish, refusals::print_trouble};
use crate::{
    domain::{Figures, receipt::Condition},
    flow::{PrinterStatus, slip},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone, text::width},
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
    scroll: Scroll,
    asked: bool,
}

impl FiguresScreen {
    /// The open batch so far.
    pub fn x() -> FiguresScreen {
        FiguresScreen { which: Which::X, scroll: Scroll::by(STEP), asked: false }
    }

    /// The last batch that was closed.
    pub fn z() -> FiguresScreen {
        FiguresScreen { which: Which::Z, scroll: Scroll::by(STEP), asked: false }
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

/// The rows as they stand on a screen of so many columns: a label and a value that have no room side by side stand below each
/// other, so that each row is one of the screen's.
fn fitted(rows: Vec<Row>, columns: u16) -> Vec<Row> {
    let fit = |row| match row {
        Row::Title(title) => vec![Row::Title(title)],
        Row::Pair(label, value) => {
            let label: Cow<'static, str> = format!("  {label}").into();
            match width(&label) + 1 + width(&value) > columns {
                true => vec![Row::Pair(label, "".into()), Row::Pair("".into(), value)],
                false => vec![Row::Pair(label, value)],
            }
        }
    };
    rows.into_iter().flat_map(fit).collect()
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
        match key {
            Key::Cancel => Action::Back,
            _ if let Err(reason) = self.rows(see) => Action::Refuse(reason),
            Key::Enter => {
                self.asked = true;
                Action::Do(if self.which == Which::X { Wish::PrintX } else { Wish::PrintZ })
            }
            _ => Action::no_such_key(see),
        }
    }

    fn hear(&mut self, news: News) {
        if let News::Barred(_) = news {
            self.asked = false;
        }
    }

    fn scroll(&mut self) -> Option<&mut Scroll> {
        Some(&mut self.scroll)
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
        let rows = fitted(rows, body.area.width);
        for row in &rows[body.scrolled(self.scroll.at(), rows.len())] {
            match row {
                Row::Title(title) => body.line(title, Tone::Strong),
                Row::Pair(label, value) => body.ends(label, value),
            };
        }
    }
}
