//! The transaction that another one goes back to: found by its voucher number, its reference number, the last four digits of its
//! card, or the code on its slip, and looked at before anything goes on.

mod clue;

use std::borrow::Cow;

use super::{
    super::{News, See, Wish, detail, list},
    Question, Reply,
    answers::Answers,
    letters::{Turn, turn},
    typing_hints,
};
use crate::{
    domain::{Kind, Place, Search, Transaction, slip_code::SLIP_CODE_DIGITS},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Picker, Tone},
};

pub use clue::Scope;
use clue::{Clue, LONGEST};

/// How many transactions are offered; who has more in mind types more.
const OFFERED: usize = 9;

/// The question for an original.
#[derive(Debug)]
pub struct OriginalQuestion {
    kind: Kind,
    scope: Scope,
    typed: String,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// Something is typed.
    Typing,
    /// Nothing was found.
    Nothing,
    /// The ledger could not answer.
    Failed,
    /// The journal is searched.
    Searching(Box<Searching>),
    /// One of several.
    Choosing(Picker, Vec<Transaction>),
    /// This one, to be looked at.
    Found(Box<Transaction>),
}

/// A search under way: its pieces come one after the other.
#[derive(Debug)]
struct Searching {
    clue: Clue,
    search: Search,
    after: Option<Place>,
    rows: Vec<Transaction>,
}

impl Searching {
    fn wish(&self) -> Wish {
        Wish::Search(Box::new(self.search.clone()), self.after)
    }
}

impl OriginalQuestion {
    /// For an original of this kind of transaction.
    pub fn new(kind: Kind, scope: Scope) -> OriginalQuestion {
        OriginalQuestion { kind, scope, typed: String::new(), stage: Stage::Typing }
    }

    /// Whether the transaction may be the original. The terminal has the last word when the new one begins.
    fn fits(&self, txn: &Transaction) -> bool {
        match self.kind {
            Kind::Adjust => txn.kind == Kind::Offline && txn.counts() && txn.extra.adjusted.is_none(),
            Kind::Tip => txn.can_be_voided(),
            _ if self.scope == Scope::OpenBatch => txn.voidable_by() == Some(self.kind),
            _ if self.scope == Scope::CodePayment => clue::refunds_code(txn),
            kind => clue::goes_back_to(kind, txn),
        }
    }

    fn refusal(&self, t: &Texts) -> Cow<'static, str> {
        match (self.kind, self.scope) {
            (Kind::Adjust | Kind::Tip, _) => t.refuse_not_adjustable(),
            (_, Scope::OpenBatch) => t.refuse_not_voidable(),
            _ => t.refuse_not_this_one(),
        }
    }

    fn ask(&self, t: &Texts) -> Cow<'static, str> {
        match (self.scope, self.kind) {
            (Scope::OpenBatch, Kind::Void) => t.void_ask(),
            (Scope::OpenBatch, _) => t.original_ask(),
            (Scope::ByReference | Scope::CodePayment, _) => t.rrn_ask(),
            (Scope::ByCode, _) => t.auth_code_ask(),
        }
    }

    fn typing_key(&mut self, key: Key, answers: &mut Answers, see: &See<'_>) -> Reply {
        let t = see.look.t;
        let letters = self.scope != Scope::OpenBatch || self.typed.len() > 6;
        match key {
            Key::Cancel => return Reply::Back,
            Key::Enter => return self.look(answers, see),
            Key::Digit(_) | Key::DoubleZero => {
                let digits = if let Key::Digit(digit) = key { digit.to_string() } else { "00".into() };
                if self.typed.len() + digits.len() > LONGEST {
                    return Reply::Refuse(t.refuse_full());
                }
                self.typed.push_str(&digits);
            }
            Key::Clear => drop(self.typed.pop()),
            Key::Up if letters => turn(&mut self.typed, Turn::Next),
            Key::Down if letters => turn(&mut self.typed, Turn::Previous),
            _ => return Reply::Refuse(t.refuse_key()),
        }
        self.stage = Stage::Typing;
        Reply::Stay
    }

    /// Looks for what was typed: in the open batch at once, in older ones by the journal.
    fn look(&mut self, answers: &mut Answers, see: &See<'_>) -> Reply {
        let t = see.look.t;
        let Some(clue) = Clue::read(&self.typed, self.scope, &see.terminal.setup.terminal) else {
            return Reply::Refuse(match self.scope {
                Scope::OpenBatch => self.ask(t),
                Scope::ByReference | Scope::CodePayment => t.refuse_length(12u32),
                Scope::ByCode => t.refuse_length(6u32),
            });
        };
        if let Clue::AuthCode(code) = clue {
            answers.forget_original();
            answers.auth_code = Some(code);
            return Reply::Answered;
        }
        let book = &see.terminal.book;
        let mut here: Vec<Transaction> = book.transactions.values().filter(|txn| clue.fits(txn)).cloned().collect();
        here.sort_by_key(|txn| txn.txn.stan.age(book.next_stan));
        if !here.is_empty() {
            self.offer(here);
            return Reply::Stay;
        }
        match clue.search().filter(|_| self.scope != Scope::OpenBatch) {
            Some(search) => {
                let searching = Searching { clue, search, after: None, rows: Vec::new() };
                let wish = searching.wish();
                self.stage = Stage::Searching(Box::new(searching));
                Reply::Do(wish)
            }
            None => {
                self.stage = Stage::Nothing;
                Reply::Stay
            }
        }
    }

    /// Those that fit, if any does; else the others, so that a person sees why they will not do.
    fn offer(&mut self, found: Vec<Transaction>) {
        let (fitting, others): (Vec<_>, Vec<_>) = found.into_iter().partition(|txn| self.fits(txn));
        let mut found = if fitting.is_empty() { others } else { fitting };
        found.truncate(OFFERED);
        self.stage = match (found.len(), found.pop()) {
            (1, Some(txn)) => Stage::Found(Box::new(txn)),
            (_, Some(last)) => {
                found.push(last);
                Stage::Choosing(Picker::default(), found)
            }
            (_, None) => Stage::Nothing,
        };
    }

    fn found_key(&mut self, key: Key, txn: Box<Transaction>, answers: &mut Answers, see: &See<'_>) -> Reply {
        match key {
            Key::Enter if !self.fits(&txn) => Reply::Refuse(self.refusal(see.look.t)),
            Key::Enter => {
                match self.scope {
                    Scope::OpenBatch => answers.found = Some(txn),
                    Scope::ByReference | Scope::ByCode | Scope::CodePayment => {
                        answers.go_back_to(self.kind, txn, see.terminal.setup.offset);
                    }
                }
                Reply::Answered
            }
            Key::Cancel | Key::Clear => {
                *self = OriginalQuestion::new(self.kind, self.scope);
                Reply::Stay
            }
            _ => Reply::Refuse(see.look.t.refuse_key()),
        }
    }

    fn choosing_key(&mut self, key: Key, see: &See<'_>) -> Reply {
        let Stage::Choosing(picker, rows) = &mut self.stage else { return Reply::Stay };
        if matches!(key, Key::Cancel | Key::Clear) {
            *self = OriginalQuestion::new(self.kind, self.scope);
            return Reply::Stay;
        }
        let moves = picker.moves(key, rows.len(), &see.look);
        match picker.key(key, rows.len(), &see.look).and_then(|at| rows.get(at)) {
            Some(txn) => self.stage = Stage::Found(Box::new(txn.clone())),
            None if moves => {}
            None => return Reply::Refuse(see.look.t.refuse_key()),
        }
        Reply::Stay
    }
}

impl Question for OriginalQuestion {
    fn key(&mut self, key: Key, answers: &mut Answers, see: &See<'_>) -> Reply {
        match &self.stage {
            Stage::Found(txn) => {
                let txn = txn.clone();
                self.found_key(key, txn, answers, see)
            }
            Stage::Choosing(..) => self.choosing_key(key, see),
            Stage::Typing | Stage::Nothing | Stage::Failed | Stage::Searching(_) => self.typing_key(key, answers, see),
        }
    }

    fn has_input(&self) -> bool {
        !self.typed.is_empty()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        if self.scope == Scope::OpenBatch { t.help_voucher() } else { t.help_original() }
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        match self.stage {
            Stage::Found(ref txn) if self.fits(txn) => vec![Hint::new(Key::Enter, t.hint_continue())],
            Stage::Found(_) => Vec::new(),
            Stage::Choosing(..) => vec![Hint::new(Key::Enter, t.hint_choose())],
            // CLEAR takes back one sign as everywhere; its hint would not fit beside the letters'.
            _ if self.scope != Scope::OpenBatch => {
                vec![Hint::new(Key::Enter, t.hint_continue()), Hint::new(Key::Up, t.hint_letter())]
            }
            _ => typing_hints(t),
        }
    }

    /// The code of a slip is looked up at once: what is found is looked at before anything goes back to it.
    fn scanned(&mut self, code: &str, answers: &mut Answers, see: &See<'_>) -> Reply {
        let is_slip = code.len() == SLIP_CODE_DIGITS && code.bytes().all(|byte| byte.is_ascii_digit());
        if !is_slip || !matches!(self.stage, Stage::Typing | Stage::Nothing) {
            return Reply::Refuse(see.look.t.scan_not_here());
        }
        self.typed = code.to_owned();
        self.stage = Stage::Typing;
        self.look(answers, see)
    }

    fn keypad(&self) -> bool {
        !matches!(self.stage, Stage::Found(_) | Stage::Choosing(..))
    }

    fn draw(&self, body: &mut Body<'_, '_>, _answers: &Answers, see: &See<'_>) {
        let t = see.look.t;
        match &self.stage {
            Stage::Found(txn) => return self.draw_found(body, txn, see),
            Stage::Choosing(picker, rows) => {
                let choices = list::choices(rows, Some(see.terminal.setup.offset), body.area.width, see);
                return picker.draw(body, &choices);
            }
            Stage::Typing | Stage::Nothing | Stage::Failed | Stage::Searching(_) => {}
        }
        body.middle(5);
        let label = match self.scope {
            Scope::OpenBatch => t.voucher(),
            Scope::ByReference | Scope::CodePayment => t.label_original_rrn(),
            Scope::ByCode => t.label_auth_code(),
        };
        body.pairs(&[(label, Cow::Owned(format!("{}_", self.typed)))]);
        body.gap(1);
        match self.stage {
            Stage::Searching(_) => body.text(&t.searching(), Tone::Plain),
            Stage::Failed => body.text(&t.search_failed(), Tone::Warn),
            Stage::Nothing if self.scope == Scope::OpenBatch => body.text(&t.void_not_found(), Tone::Warn),
            Stage::Nothing => body.text(&t.original_not_found(), Tone::Warn),
            _ => body.text(&self.ask(t), Tone::Plain),
        };
        if self.scope == Scope::OpenBatch {
            body.text(&t.original_how(), Tone::Dim);
        } else {
            let how = if self.scope == Scope::ByCode { t.original_how_anywhere() } else { t.original_how_voucher() };
            body.text(&how, Tone::Dim);
            body.text(&t.letters_how(see.look.key(Key::Up).as_ref()), Tone::Dim);
        }
    }

    fn hear(&mut self, news: News, answers: &mut Answers) -> bool {
        let (News::Searched(asked, after, found), Stage::Searching(ours)) = (news, &mut self.stage) else {
            return false;
        };
        // Only the supervisor finds what others sold, so what was searched may be narrower than what was wished.
        let same = *asked == Search { operator: asked.operator, ..ours.search.clone() };
        if after != ours.after || !same {
            return false;
        }
        let answered = found.is_some();
        if let Some(found) = found {
            ours.rows.extend(found.rows.into_iter().filter(|txn| ours.clue.fits(txn)));
            if let Some(next) = found.next.filter(|_| ours.rows.len() < OFFERED) {
                ours.after = Some(next);
                return false;
            }
        }
        let rows = std::mem::take(&mut ours.rows);
        // A reference number that is none of ours is another terminal's: the rest is asked for.
        let by_reference = matches!(self.scope, Scope::ByReference | Scope::CodePayment);
        if let (true, Clue::Rrn(rrn), true) = (rows.is_empty(), &ours.clue, by_reference) {
            answers.forget_original();
            answers.rrn = Some(rrn.clone());
            self.stage = Stage::Typing;
            return true;
        }
        match answered {
            true => self.offer(rows),
            false => self.stage = Stage::Failed,
        }
        false
    }

    fn goes_on(&self) -> Option<Wish> {
        match &self.stage {
            Stage::Searching(searching) if searching.after.is_some() => Some(searching.wish()),
            _ => None,
        }
    }
}

impl OriginalQuestion {
    fn draw_found(&self, body: &mut Body<'_, '_>, txn: &Transaction, see: &See<'_>) {
        let t = see.look.t;
        let (question, tone) = match (self.fits(txn), self.kind) {
            (false, _) => (self.refusal(t), Tone::Warn),
            (true, Kind::Void) => (t.void_confirm(), Tone::Strong),
            (true, _) => (t.original_confirm(), Tone::Strong),
        };
        body.text(&question, tone);
        body.gap(6);
        let mut rows = detail::short_rows(txn, see);
        if self.scope != Scope::OpenBatch {
            rows.push((t.label_time(), txn.began.civil(see.terminal.setup.offset).to_string().into()));
        }
        body.pairs(&rows);
    }
}
