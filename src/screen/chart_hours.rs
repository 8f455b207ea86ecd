//! The open batch by the hour of the terminal's day, as bars.

use std::borrow::Cow;

use super::{Screen, See};
use crate::{
    domain::Figures,
    i18n::Texts,
    ui::{
        Body, Tone,
        bars::{self, Mark},
    },
};

/// The chart.
#[derive(Debug)]
pub struct HoursChart;

impl Screen for HoursChart {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.chart_hours()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_chart()
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        of_batch(body, see, draw);
    }
}

/// A chart of the open batch, below what it has taken in all; a sentence where there is nothing to draw.
pub(super) fn of_batch(body: &mut Body<'_, '_>, see: &See<'_>, draw: fn(&Figures, &mut Body<'_, '_>, &See<'_>)) {
    let (t, currency) = (see.look.t, see.terminal.setup.currency);
    let figures = match see.terminal.x_report() {
        Ok(figures) if figures.sides().debit.count > 0 => figures,
        Ok(_) => {
            body.text(&t.chart_empty(), Tone::Plain);
            return;
        }
        Err(_) => {
            body.text(&t.report_too_large(), Tone::Warn);
            return;
        }
    };
    let all = figures.sides().debit;
    body.ends(
        &t.chart_batch(see.terminal.book.batch.to_string()),
        &t.count_and_amount(all.amount.display(currency).to_string(), all.count),
    );
    draw(&figures, body, see);
}

fn draw(figures: &Figures, body: &mut Body<'_, '_>, see: &See<'_>) {
    let (t, currency) = (see.look.t, see.terminal.setup.currency);
    let most = figures.hours.iter().enumerate().max_by_key(|(hour, one)| (one.debit.amount, std::cmp::Reverse(*hour)));
    if let Some((hour, one)) = most {
        let text = t.count_and_amount(one.debit.amount.display(currency).to_string(), one.debit.count);
        body.ends(&t.chart_most(format!("{hour:02}:00")), &text);
    }
    let values: Vec<u64> = figures.hours.iter().map(|one| one.debit.amount.minor()).collect();
    let marks = (0..24).step_by(3).map(|hour| Mark { at: hour, text: hour.to_string() });
    bars::draw(body, &values, &marks.collect::<Vec<_>>());
}
