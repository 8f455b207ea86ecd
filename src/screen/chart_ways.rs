//! The open batch by way of payment: the share of each.

use std::borrow::Cow;

use super::{Action, Screen, See};
use crate::{
    domain::{Figures, Way},
    flow::slip,
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone, bars},
};

/// The chart.
#[derive(Debug)]
pub struct WaysChart;

impl Screen for WaysChart {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.chart_ways()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_chart_ways()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        vec![Hint::new(Key::Cancel, see.look.t.hint_back())]
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match key {
            Key::Cancel | Key::Enter => Action::Back,
            _ => Action::no_such_key(see),
        }
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        match see.terminal.x_report() {
            Err(_) => drop(body.text(&t.report_too_large(), Tone::Warn)),
            Ok(figures) if figures.sides().debit.count == 0 => drop(body.text(&t.chart_empty(), Tone::Plain)),
            Ok(figures) => draw(&figures, body, see),
        }
    }
}

fn draw(figures: &Figures, body: &mut Body<'_, '_>, see: &See<'_>) {
    let (t, currency) = (see.look.t, see.terminal.setup.currency);
    let all = figures.sides().debit;
    body.ends(
        &t.chart_batch(see.terminal.book.batch.to_string()),
        &t.count_and_amount(all.amount.display(currency).to_string(), all.count),
    );
    for (left, way) in (1..=Way::ALL.len() as u16).rev().zip(Way::ALL) {
        let one = figures.ways.get(&way).copied().unwrap_or_default().debit;
        let text = t.count_and_amount(one.amount.display(currency).to_string(), one.count);
        // A blank row above each, where there is room for all.
        body.gap(2 * left);
        bars::share(body, &slip::way_name(way)(t), &text, one.amount.minor(), all.amount.minor());
    }
}
