//! Figures as rows of a slip or a screen, and the X, Z and day reports as slips.

use std::borrow::Cow;

use crate::{
    domain::{
        Book, Currency, Day, Figures, ItemNo, KindTotals, Now, Sides, Sold, State, UtcOffset, WallTime, Way, ZReport,
        receipt::{Line, Receipt, Size},
    },
    flow::Setup,
    i18n::Texts,
};

use super::{both, kind_name, pair, shop, training_mark};

/// A text in whichever language.
pub type TextOf = fn(&Texts) -> Cow<'static, str>;

/// What stands before a figure.
#[derive(Clone, Debug)]
pub enum Label {
    /// A text.
    Text(TextOf),
    /// The same in all languages.
    Plain(String),
}

impl Label {
    /// In one language.
    pub fn text(&self, t: &Texts) -> Cow<'static, str> {
        match self {
            Label::Text(text) => text(t),
            Label::Plain(text) => Cow::Owned(text.clone()),
        }
    }

    fn both(&self) -> String {
        match self {
            Label::Text(text) => both(*text),
            Label::Plain(text) => text.clone(),
        }
    }
}

/// Some figures under a heading.
#[derive(Clone, Debug)]
pub struct Section {
    /// The heading.
    pub title: TextOf,
    /// Labels and figures.
    pub rows: Vec<(Label, String)>,
}

/// All figures, in the order of reports; sections without a row are left out.
pub fn sections(figures: &Figures, currency: Currency) -> Vec<Section> {
    let all = [
        Section { title: Texts::report_sum, rows: sums(figures.sides(), currency) },
        Section { title: Texts::report_kinds, rows: kinds(figures, currency) },
        Section { title: Texts::report_cash, rows: cash(figures, currency) },
        Section { title: Texts::report_states, rows: states(figures, currency) },
        Section { title: Texts::report_operators, rows: operators(figures, currency) },
        Section { title: Texts::report_hours, rows: hours(figures, currency) },
        Section { title: Texts::report_ways, rows: ways(figures, currency) },
        Section { title: Texts::report_schemes, rows: schemes(figures, currency) },
        Section { title: Texts::report_products, rows: products(figures, currency) },
    ];
    all.into_iter().filter(|section| !section.rows.is_empty()).collect()
}

fn sums(sides: Sides, currency: Currency) -> Vec<(Label, String)> {
    vec![
        (Label::Text(Texts::totals_debit), sum(sides.debit, currency)),
        (Label::Text(Texts::totals_credit), sum(sides.credit, currency)),
        (Label::Text(Texts::report_net), net(sides, currency)),
    ]
}

fn kinds(figures: &Figures, currency: Currency) -> Vec<(Label, String)> {
    figures.totals.kinds().map(|(kind, one)| (Label::Text(kind_name(kind)), sum(one, currency))).collect()
}

/// Cash by kind, and what else went into the drawer and out of it.
fn cash(figures: &Figures, currency: Currency) -> Vec<(Label, String)> {
    let moved = figures.cash.kinds().filter(|(_, one)| one.count > 0);
    let kinds = moved.map(|(kind, one)| (Label::Text(kind_name(kind)), sum(one, currency)));
    let moves = [(Texts::cash_in as TextOf, figures.moves.paid_in), (Texts::cash_out, figures.moves.paid_out)];
    let moves = moves.into_iter().filter(|(_, one)| one.count > 0);
    kinds.chain(moves.map(|(text, one)| (Label::Text(text), sum(one, currency)))).collect()
}

fn states(figures: &Figures, currency: Currency) -> Vec<(Label, String)> {
    figures.states.iter().map(|(state, one)| (Label::Text(state_name(*state)), sum(*one, currency))).collect()
}

fn operators(figures: &Figures, currency: Currency) -> Vec<(Label, String)> {
    figures.operators.iter().map(|(who, one)| (Label::Plain(who.to_string()), sides(*one, currency))).collect()
}

fn hours(figures: &Figures, currency: Currency) -> Vec<(Label, String)> {
    let busy = figures.hours.iter().enumerate().filter(|(_, one)| !one.is_empty());
    busy.map(|(hour, one)| (Label::Plain(format!("{hour:02}:00")), sides(*one, currency))).collect()
}

fn ways(figures: &Figures, currency: Currency) -> Vec<(Label, String)> {
    figures.ways.iter().map(|(way, one)| (Label::Text(way_name(*way)), sides(*one, currency))).collect()
}

fn schemes(figures: &Figures, currency: Currency) -> Vec<(Label, String)> {
    let label = |name: &str| match name {
        Figures::NOT_NAMED => Label::Text(Texts::report_not_named),
        Figures::OTHERS => Label::Text(Texts::report_others),
        Figures::CASH => Label::Text(Texts::entry_cash),
        name => Label::Plain(name.to_owned()),
    };
    figures.schemes.iter().map(|(name, one)| (label(name), sides(*one, currency))).collect()
}

/// `101 农夫山泉` and `3 / 6.00`: how much, and what it brought.
fn products(figures: &Figures, currency: Currency) -> Vec<(Label, String)> {
    let label = |item: Option<ItemNo>, name: &str| match (item, name) {
        (Some(item), name) => Label::Plain(format!("{item} {name}")),
        (None, Figures::OTHERS) => Label::Text(Texts::report_others),
        (None, _) => Label::Text(Texts::basket_open_amount),
    };
    let row = |(item, sold): &(Option<ItemNo>, Sold)| {
        (label(*item, &sold.name), format!("{} / {}", sold.quantity(), sold.amount.display(currency)))
    };
    figures.products.iter().map(row).collect()
}

/// `12 / 1,234.00`.
fn sum(one: KindTotals, currency: Currency) -> String {
    format!("{} / {}", one.count, one.amount.display(currency))
}

/// The same, and behind it what went back, where something did: `12 / 1,234.00 -1 / 10.00`.
fn sides(one: Sides, currency: Currency) -> String {
    match one.credit.count {
        0 => sum(one.debit, currency),
        _ => format!("{} -{}", sum(one.debit, currency), sum(one.credit, currency)),
    }
}

/// What is left of the debit side, which may be less than nothing.
fn net(sides: Sides, currency: Currency) -> String {
    let (debit, credit) = (sides.debit.amount, sides.credit.amount);
    match (debit.checked_sub(credit), credit.checked_sub(debit)) {
        (None, Some(owed)) => format!("-{}", owed.display(currency)),
        (left, _) => left.unwrap_or_default().display(currency).to_string(),
    }
}

/// The text that names a way of payment.
pub fn way_name(way: Way) -> TextOf {
    match way {
        Way::Chip => Texts::entry_chip,
        Way::Tap => Texts::entry_tap,
        Way::Stripe => Texts::entry_swipe,
        Way::Typed => Texts::entry_manual,
        Way::Code => Texts::entry_code,
        Way::ShownCode => Texts::entry_shown_code,
        Way::Cash => Texts::entry_cash,
    }
}

fn state_name(state: State) -> TextOf {
    match state {
        State::Pending => Texts::state_pending,
        State::Approved => Texts::report_approved,
        State::Declined => Texts::state_declined,
        State::NotSent => Texts::state_not_sent,
        State::Reversing => Texts::state_reversing,
        State::Reversed => Texts::state_reversed,
        State::Voided => Texts::report_voided,
        State::Unresolved => Texts::state_unresolved,
        State::Stored => Texts::state_stored,
    }
}

/// The X report: the open batch so far.
pub fn x_report(setup: &Setup, book: &Book, figures: &Figures, now: Now) -> Receipt {
    let mut lines = head(setup, Texts::report_x);
    lines.push(pair(Texts::receipt_batch, book.batch.to_string()));
    span(book.batch_began, now.wall, setup.offset, &mut lines);
    finish(figures, setup.currency, lines)
}

/// The Z report of a batch.
pub fn z_report(setup: &Setup, report: &ZReport) -> Receipt {
    let mut lines = head(setup, Texts::report_z);
    lines.push(pair(Texts::report_number, z_number(report)));
    lines.push(pair(Texts::receipt_batch, report.batch.to_string()));
    span(report.began, report.closed, setup.offset, &mut lines);
    finish(&report.figures, setup.currency, lines)
}

/// The number of a Z report as it is written: `0007`.
pub fn z_number(report: &ZReport) -> String {
    format!("{:04}", report.number)
}

/// The report of a day of the calendar, for the back office.
pub fn day_report(shop_name: Option<&str>, day: Day, figures: &Figures, currency: Currency) -> Receipt {
    let mut lines = vec![Line::Centred(both(Texts::report_day), Size::Large), Line::Rule];
    lines.extend(shop_name.map(|name| pair(Texts::receipt_merchant_name, name.to_owned())));
    lines.push(pair(Texts::report_date, day.to_string()));
    finish(figures, currency, lines)
}

fn head(setup: &Setup, title: TextOf) -> Vec<Line> {
    let mut lines = vec![Line::Centred(both(title), Size::Large)];
    training_mark(setup, &mut lines);
    lines.push(Line::Rule);
    shop(setup, &mut lines);
    lines
}

fn span(from: Option<WallTime>, until: WallTime, offset: UtcOffset, lines: &mut Vec<Line>) {
    lines.extend(from.map(|from| pair(Texts::report_from, from.civil(offset).to_string())));
    lines.push(pair(Texts::report_until, until.civil(offset).to_string()));
}

fn finish(figures: &Figures, currency: Currency, mut lines: Vec<Line>) -> Receipt {
    lines.push(pair(Texts::report_currency, currency.letters().into()));
    for section in sections(figures, currency) {
        lines.push(Line::Rule);
        lines.push(Line::Text(both(section.title)));
        lines.extend(section.rows.into_iter().map(|(label, value)| Line::Pair(label.both(), value, Size::Normal)));
    }
    lines.push(Line::Feed(3));
    lines.push(Line::Cut);
    Receipt { lines }
}
