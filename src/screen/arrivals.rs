//! What is on its way from the acquirer, and the host's settlement file against the journal.

use std::borrow::Cow;

use super::{
    Action, News, Screen, Scroll, See, Wish,
    refusals::{not_audited, not_compared},
};
use crate::{
    domain::{Amount, Currency},
    fees::{Difference, DifferenceKind, Direction, Findings, Net, NotAudited, Report},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone},
};

/// The arrivals screen.
#[derive(Debug, Default)]
pub struct Arrivals {
    found: Option<Box<Result<Findings, NotAudited>>>,
    scroll: Scroll,
}

type Row = (Cow<'static, str>, Cow<'static, str>);

impl Screen for Arrivals {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.arrivals_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_arrivals()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        vec![
            Hint::new(Key::Enter, t.hint_again()),
            Hint::new(Key::Down, t.hint_more()),
            Hint::new(Key::Cancel, t.hint_back()),
        ]
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match key {
            Key::Cancel => Action::Back,
            Key::Enter if self.found.is_some() => {
                (self.found, self.scroll) = (None, Scroll::default());
                Action::Do(Wish::Audit)
            }
            Key::Enter => Action::Refuse(see.look.t.refuse_wait()),
            _ => Action::no_such_key(see),
        }
    }

    fn scroll(&mut self) -> Option<&mut Scroll> {
        Some(&mut self.scroll)
    }

    fn opened(&self) -> Option<Wish> {
        Some(Wish::Audit)
    }

    fn hear(&mut self, news: News) {
        if let News::Audited(found) = news {
            self.found = Some(found);
        }
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        let found = match self.found.as_deref() {
            None => {
                body.text(&t.arrivals_working(), Tone::Plain);
                return;
            }
            Some(Err(reason)) => {
                body.text(&not_audited(t, *reason), Tone::Bad);
                return;
            }
            Some(Ok(found)) => found,
        };
        let (text, tone) = verdict(t, found);
        body.text(&text, tone);
        let rows = rows(found, see);
        let shown = body.scrolled(self.scroll.at(), rows.len());
        body.pairs(&rows[shown]);
    }
}

/// What the file says, in a sentence.
fn verdict(t: &Texts, found: &Findings) -> (Cow<'static, str>, Tone) {
    match (&found.report, &found.trouble) {
        (_, Some(why)) => (not_compared(t, why), Tone::Bad),
        (None, None) => (t.arrivals_no_file(), Tone::Dim),
        (Some(report), None) if report.is_even() => (t.arrivals_even(report.compared), Tone::Good),
        (Some(report), None) => (t.arrivals_uneven(report.differences.len() + report.more), Tone::Bad),
    }
}

/// First the differences, then the sums, then what is to come.
fn rows(found: &Findings, see: &See<'_>) -> Vec<Row> {
    let t = see.look.t;
    let currency = see.terminal.setup.currency;
    let mut rows = Vec::new();
    if let Some(report) = &found.report {
        report_rows(report, t, currency, &mut rows);
    }
    rows.extend(found.coming.iter().map(|(day, net)| (day.to_string().into(), net_text(*net, currency).into())));
    if found.coming.is_empty() {
        rows.push((t.label_arrival(), t.arrivals_nothing()));
    }
    if found.not_known > 0 {
        rows.push((t.arrivals_not_known(), t.arrivals_count(found.not_known)));
    }
    rows
}

fn report_rows(report: &Report, t: &Texts, currency: Currency, rows: &mut Vec<Row>) {
    for difference in &report.differences {
        let Difference { txn, kind } = difference;
        let (name, here, there) = difference_texts(kind, t, currency);
        rows.push((format!("{}/{}", txn.batch, txn.stan).into(), name));
        rows.push((t.arrivals_here(), here));
        rows.push((t.arrivals_there(), there));
    }
    if report.more > 0 {
        rows.push((Cow::Borrowed(""), t.arrivals_more(report.more.to_string())));
    }
    if !report.is_even() {
        rows.push((t.arrivals_compared(), report.compared.to_string().into()));
    }
    rows.push((t.arrivals_here(), net_text(report.here, currency).into()));
    rows.push((t.arrivals_there(), net_text(report.there, currency).into()));
    rows.push((t.arrivals_fees(), net_text(report.fees, currency).into()));
    for (label, count) in [(t.arrivals_not_compared(), report.not_known), (t.arrivals_others(), report.others)] {
        if count > 0 {
            rows.push((label, t.arrivals_count(count)));
        }
    }
}

/// What differs, and what stands here and there: rows of their own, so that no amount is cut off.
fn difference_texts(
    kind: &DifferenceKind,
    t: &Texts,
    currency: Currency,
) -> (Cow<'static, str>, Cow<'static, str>, Cow<'static, str>) {
    let money = |amount: &Amount| Cow::Owned(amount.display(currency).to_string());
    let side = |direction| if direction == Direction::In { t.arrivals_in() } else { t.arrivals_out() };
    match kind {
        DifferenceKind::MissingHere { amount, .. } => (t.arrivals_missing_here(), t.arrivals_none(), money(amount)),
        DifferenceKind::MissingThere { amount } => (t.arrivals_missing_there(), money(amount), t.arrivals_none()),
        DifferenceKind::Direction { here: Direction::In } => {
            (t.arrivals_direction(), side(Direction::In), side(Direction::Out))
        }
        DifferenceKind::Direction { here: Direction::Out } => {
            (t.arrivals_direction(), side(Direction::Out), side(Direction::In))
        }
        DifferenceKind::Amount { here, there } => (t.arrivals_amount(), money(here), money(there)),
        DifferenceKind::Fee { here, there } => (t.arrivals_fee(), money(here), money(there)),
        DifferenceKind::Date { here, there } => (t.arrivals_date(), here.to_string().into(), there.to_string().into()),
    }
}

/// What is left of both directions, with a sign where it goes from the shop.
pub fn net_text(net: Net, currency: Currency) -> String {
    let signed = net.signed();
    let amount = Amount::from_minor(signed.unsigned_abs()).unwrap_or(Amount::MAX).display(currency);
    if signed < 0 { format!("-{amount}") } else { amount.to_string() }
}
