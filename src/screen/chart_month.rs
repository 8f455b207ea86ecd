//! What was sold on each of the last thirty days, as bars. The ledger is asked piece by piece.

use std::borrow::Cow;

use super::{Action, News, Screen, See, Wish};
use crate::{
    domain::{KindTotals, Place},
    i18n::Texts,
    report::{Month, Survey},
    ui::{
        Body, Tone,
        bars::{self, Mark},
    },
};

/// The chart.
#[derive(Debug)]
pub struct MonthChart {
    month: Box<Month>,
    state: Answer,
}

/// How far the answer has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    /// More follows, from this place on.
    Coming(Option<Place>),
    /// All has been counted.
    Whole,
    /// There is none.
    Failed,
}

impl MonthChart {
    /// Opens the chart of the days until today.
    pub fn open_at(see: &See<'_>) -> impl FnOnce() -> Action + 'static {
        let month = Box::new(Month::until(see.now.wall, see.terminal.setup.offset));
        move || Action::Open(Box::new(MonthChart { month, state: Answer::Coming(None) }))
    }
}

impl Screen for MonthChart {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.chart_month()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_chart_month()
    }

    fn opened(&self) -> Option<Wish> {
        self.goes_on()
    }

    fn goes_on(&self) -> Option<Wish> {
        match self.state {
            Answer::Coming(place) => Some(Wish::Survey(Box::new(Survey::Month(self.month.clone())), place)),
            Answer::Whole | Answer::Failed => None,
        }
    }

    fn hear(&mut self, news: News) {
        let News::Surveyed(summed) = news else { return };
        match summed.map(|(survey, place)| (*survey, place)) {
            // Not of a chart that was left before it was whole, and of other days than these.
            Some((Survey::Month(month), place)) if month.span() == self.month.span() => {
                self.month = month;
                self.state = place.map_or(Answer::Whole, |place| Answer::Coming(Some(place)));
            }
            Some(_) => {}
            None => self.state = Answer::Failed,
        }
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        match self.state {
            Answer::Coming(_) => drop(body.text(&t.searching(), Tone::Plain)),
            Answer::Failed => drop(body.text(&t.search_failed(), Tone::Warn)),
            Answer::Whole => draw(&self.month, body, see),
        }
    }
}

fn draw(month: &Month, body: &mut Body<'_, '_>, see: &See<'_>) {
    let (t, currency) = (see.look.t, see.terminal.setup.currency);
    let days: Vec<_> = month.days().map(|(day, sides)| (day, sides.debit)).collect();
    let sum = days.iter().try_fold(KindTotals::default(), |sum, (_, one)| sum.checked_add(*one));
    let text = |one: KindTotals| t.count_and_amount(one.amount.display(currency).to_string(), one.count);
    match sum {
        Some(sum) if sum.count == 0 => {
            body.text(&t.chart_empty(), Tone::Plain);
            return;
        }
        Some(sum) => body.ends(&t.report_sum(), &text(sum)),
        None => body.line(&t.report_too_large(), Tone::Warn),
    };
    if let Some((day, most)) = days.iter().max_by_key(|(day, one)| (one.amount, std::cmp::Reverse(*day))) {
        body.ends(&t.chart_most(day.mm_dd()), &text(*most));
    }
    let values: Vec<u64> = days.iter().map(|(_, one)| one.amount.minor()).collect();
    let marks: Vec<Mark> =
        days.iter().enumerate().step_by(10).map(|(at, (day, _))| Mark { at, text: day.mm_dd() }).collect();
    bars::draw(body, &values, &marks);
}
