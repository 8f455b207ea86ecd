//! What a search has found, page by page. No more than a page is held.

use std::borrow::Cow;

use super::{Action, News, Screen, See, Wish, detail::Detail, list, menu};
use crate::{
    domain::{Place, Search, Transaction},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Picker, Tone},
};

/// How many transactions a page has.
const PAGE: usize = 9;

/// The pages.
#[derive(Debug)]
pub struct Results {
    search: Search,
    picker: Picker,
    rows: Vec<Transaction>,
    state: State,
}

/// How far the page has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// A piece is on its way, from this place on.
    Coming(Option<Place>),
    /// The page is whole; older ones may follow from this place on.
    Whole(Option<Place>),
    /// The ledger could not answer.
    Failed,
}

impl Results {
    /// The first page, which is still to come.
    pub fn new(search: Search) -> Results {
        Results { search, picker: Picker::default(), rows: Vec::new(), state: State::Coming(None) }
    }

    fn turn_page(&mut self, next: Option<Place>) -> Action {
        self.rows.clear();
        self.picker = Picker::default();
        self.state = State::Coming(next);
        self.goes_on().map_or(Action::Stay, Action::Do)
    }
}

impl Screen for Results {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.search_found()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_results()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        let mut hints = Vec::new();
        if !self.rows.is_empty() {
            hints.push(Hint::new(Key::Enter, t.hint_detail()));
        }
        if matches!(self.state, State::Whole(Some(_))) {
            hints.push(Hint::new(Key::Digit(0), t.hint_older()));
        }
        hints.push(Hint::new(Key::Cancel, t.hint_back()));
        hints
    }

    fn opened(&self) -> Option<Wish> {
        self.goes_on()
    }

    fn goes_on(&self) -> Option<Wish> {
        match self.state {
            State::Coming(place) => Some(Wish::Search(Box::new(self.search.clone()), place)),
            State::Whole(_) | State::Failed => None,
        }
    }

    fn hear(&mut self, news: News) {
        let News::Searched(search, after, found) = news else { return };
        // An answer to another question, or one that was heard already.
        if *search != self.search || self.state != State::Coming(after) {
            return;
        }
        let Some(found) = found else { return self.state = State::Failed };
        self.rows.extend(found.rows);
        let cut = self.rows.len() > PAGE;
        self.rows.truncate(PAGE);
        let last = self.rows.last().map(Place::of).filter(|_| cut);
        self.state = match last.or(found.next) {
            Some(next) if self.rows.len() < PAGE => State::Coming(Some(next)),
            next => State::Whole(next),
        };
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        let is_last = self.picker.is_on_last_page(self.rows.len(), &see.look);
        match (key, self.state) {
            (Key::Digit(0), _) if !is_last => {}
            (Key::Digit(0), State::Whole(Some(next))) => return self.turn_page(Some(next)),
            (Key::Digit(0), State::Whole(None)) => return Action::Refuse(see.look.t.search_no_more()),
            (Key::Digit(0), State::Coming(_)) => return Action::Refuse(see.look.t.refuse_wait()),
            (Key::Digit(0), State::Failed) => return Action::Refuse(see.look.t.search_failed()),
            _ => {}
        }
        match menu::choose(&mut self.picker, key, self.rows.len(), see) {
            Ok(at) => self.rows.get(at).map_or(Action::Stay, |txn| Action::Open(Box::new(Detail::new(txn.clone())))),
            Err(action) => action,
        }
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        let (word, tone) = match self.state {
            State::Failed => (t.search_failed(), Tone::Warn),
            State::Coming(_) => (t.searching(), Tone::Plain),
            State::Whole(_) => (t.search_nothing(), Tone::Plain),
        };
        if self.rows.is_empty() || self.state == State::Failed {
            body.text(&word, tone);
            return;
        }
        let choices = list::choices(&self.rows, Some(see.terminal.setup.offset), body.area.width, see);
        self.picker.draw(body, &choices);
    }
}
