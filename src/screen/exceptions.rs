//! The board of exceptions: who had what out of the ordinary within thirty days, against the others at this terminal.

use std::borrow::Cow;

use super::{Action, News, Screen, See, Wish, menu, page_hint};
use crate::{
    domain::{OperatorNo, Place},
    i18n::Texts,
    keypad::Key,
    report::{Exceptions, Measure, Survey},
    ui::{Body, Choice, Hint, Picker, Tone},
};

/// The board.
#[derive(Debug)]
pub struct Board {
    survey: Survey,
    state: State,
    picker: Picker,
}

/// How far the answer has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// More follows, from this place on.
    Coming(Option<Place>),
    /// All has been counted.
    Whole,
    /// There is none.
    Failed,
}

impl Board {
    /// Opens the board of the days until today.
    pub fn open_at(see: &See<'_>) -> impl FnOnce() -> Action + 'static {
        let survey = Survey::Exceptions(Exceptions::until(see.now.wall, see.terminal.setup.offset));
        move || Action::Open(Box::new(Board { survey, state: State::Coming(None), picker: Picker::default() }))
    }

    /// The figures, once all of them are there.
    fn figures(&self, see: &See<'_>) -> Option<Exceptions> {
        let Survey::Exceptions(counted) = &self.survey else { return None };
        let mut whole = Some(counted.clone()).filter(|_| self.state == State::Whole)?;
        whole.add_watched(&see.terminal.book.watch);
        Some(whole)
    }
}

impl Screen for Board {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.exceptions_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_exceptions()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        let count = self.figures(see).map_or(0, |figures| figures.operators().len());
        let detail = (count > 0).then(|| Hint::new(Key::Enter, t.hint_detail()));
        let back = Hint::new(Key::Cancel, t.hint_back());
        detail.into_iter().chain(page_hint(&self.picker, count, see)).chain([back]).collect()
    }

    fn opened(&self) -> Option<Wish> {
        self.goes_on()
    }

    fn goes_on(&self) -> Option<Wish> {
        match self.state {
            State::Coming(place) => Some(Wish::Survey(Box::new(self.survey.clone()), place)),
            State::Whole | State::Failed => None,
        }
    }

    fn hear(&mut self, news: News) {
        let News::Surveyed(answer) = news else { return };
        match answer.map(|(survey, place)| (*survey, place)) {
            // Of a board that was left before it was whole, or of something else.
            Some((survey @ Survey::Exceptions(_), place)) if survey.span() == self.survey.span() => {
                self.survey = survey;
                self.state = place.map_or(State::Whole, |place| State::Coming(Some(place)));
            }
            Some(_) => {}
            None => self.state = State::Failed,
        }
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        let figures = self.figures(see);
        let operators = figures.as_ref().map(Exceptions::operators).unwrap_or_default();
        match menu::choose(&mut self.picker, key, operators.len(), see) {
            Ok(at) => match (operators.get(at), figures) {
                (Some(operator), Some(figures)) => Action::Open(Box::new(OfOperator { operator: *operator, figures })),
                _ => Action::Stay,
            },
            Err(action) => action,
        }
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        let Some(figures) = self.figures(see) else {
            match self.state {
                State::Failed => body.text(&t.search_failed(), Tone::Warn),
                State::Coming(_) | State::Whole => body.text(&t.searching(), Tone::Plain),
            };
            return;
        };
        let operators = figures.operators();
        if operators.is_empty() {
            body.text(&t.exceptions_none(), Tone::Plain);
            return;
        }
        body.text(&t.exceptions_head(), Tone::Dim);
        let choices: Vec<Choice<'_>> =
            operators.iter().map(|operator| Choice::new(summary(t, &figures, *operator))).collect();
        self.picker.draw(body, &choices);
    }
}

/// An operator with how much stands out.
fn summary(t: &Texts, figures: &Exceptions, operator: OperatorNo) -> Cow<'static, str> {
    let sales = figures.sales(operator);
    match figures.standing_out(operator).len() {
        0 => t.exceptions_row(operator.to_string(), sales),
        marked => t.exceptions_row_marked(marked, operator.to_string(), sales),
    }
}

fn measure_name(t: &Texts, measure: Measure) -> Cow<'static, str> {
    match measure {
        Measure::Voids => t.measure_voids(),
        Measure::Refunds => t.measure_refunds(),
        Measure::TypedCards => t.measure_typed_cards(),
        Measure::Declined => t.measure_declined(),
        Measure::Retried => t.measure_retried(),
        Measure::WrongPasswords => t.measure_wrong_passwords(),
        Measure::DrawerOpenings => t.measure_drawer_openings(),
    }
}

/// One operator's figures beside those of the others.
#[derive(Debug)]
struct OfOperator {
    operator: OperatorNo,
    figures: Exceptions,
}

impl Screen for OfOperator {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.exceptions_of(self.operator.to_string())
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_exceptions_of()
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        let mut compared = true;
        for measure in Measure::ALL {
            let one = self.figures.compare(self.operator, measure);
            let mark = if one.stands_out { "! " } else { "" };
            let text = match one.rates {
                Some((own, others)) => t.exceptions_figure(one.count, tenths(others), tenths(own)),
                None => one.count.to_string().into(),
            };
            compared &= one.rates.is_some();
            body.ends(&format!("{mark}{}", measure_name(t, measure)), &text);
        }
        body.gap(2);
        let note = if compared { t.exceptions_note() } else { t.exceptions_few(crate::report::FEW) };
        body.text(&note, Tone::Dim);
    }
}

/// `1.3` from tenths.
fn tenths(tenths: u64) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}
