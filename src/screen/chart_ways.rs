//! The open batch by way of payment: the share of each.

use std::borrow::Cow;

use super::{Screen, See, chart_hours::of_batch};
use crate::{
    domain::{Figures, Way},
    flow::slip,
    i18n::Texts,
    ui::{Body, bars},
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

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        of_batch(body, see, draw);
    }
}

fn draw(figures: &Figures, body: &mut Body<'_, '_>, see: &See<'_>) {
    let (t, currency) = (see.look.t, see.terminal.setup.currency);
    let all = figures.sides().debit;
    for (left, way) in (1..=Way::ALL.len() as u16).rev().zip(Way::ALL) {
        let one = figures.ways.get(&way).copied().unwrap_or_default().debit;
        let text = t.count_and_amount(one.amount.display(currency).to_string(), one.count);
        // A blank row above each, where there is room for all.
        body.gap(2 * left);
        bars::share(body, &slip::way_name(way)(t), &text, one.amount.minor(), all.amount.minor());
    }
}
