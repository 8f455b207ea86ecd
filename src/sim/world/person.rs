//! The person at the keypad: reads the screen, presses keys as people do, and now and then a wrong one.

use std::{collections::VecDeque, time::Duration};

use super::{
    Advice, parts, setting,
    shop::{Happening, Shop},
    told::{self, Word},
};
use crate::{
    domain::{Amount, BatchNo, Currency, Lang, Stan},
    keypad::Key,
};

/// So many looks at the screen without an end, and the person gives the matter up.
const PATIENCE: u32 = 60;
/// So often the person looks again at an outcome that is not known.
const HOPE: u32 = 4;
/// How often in a thousand a password is typed wrong at first.
const WRONG_PASSWORDS: u64 = 20;

/// How often in a hundred a customer would rather sign on paper.
const SIGNS_ON_PAPER: u64 = 10;

/// How often in a hundred a sale that looks like the one before is meant.
const MEANT_TWICE: u64 = 30;

/// What the person is at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// A transaction with a customer.
    Trade(Deed),
    /// The settlement of this batch.
    Settle(BatchNo),
    /// Refunds that nobody knows about: ask the acquirer, and close them.
    Close,
}

/// A transaction as the person thinks of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// A sale by card.
    Sale(u64),
    /// A sale by card in so many instalments.
    Instalment(u64, u64),
    /// A sale by the code on the customer's phone.
    Code(u64, String),
    /// A sale by a code that the terminal shows.
    Shown(u64),
    /// Money back for such a sale of today, found by its voucher.
    CodeRefund(Stan, u64),
    /// A sale in cash.
    Cash(u64),
    /// A sale that is paid in parts, in cash and by card.
    Parts(u64),
    /// Goods, by these keys, and then whatever they cost.
    Basket(String),
    /// A look at the balance.
    Balance,
    /// A sale, by card or code, is taken back.
    Void(Stan),
    /// Money back for a sale of today.
    Refund {
        /// The sale's reference number.
        rrn: String,
        /// Its date, MMDD.
        date: String,
        /// How much.
        fen: u64,
    },
    /// Money is held.
    PreAuth(u64),
    /// What was held is let go.
    PreAuthVoid(Stan),
    /// What was held is taken.
    Completion {
        /// The date of the pre-authorisation, MMDD.
        date: String,
        /// Its code.
        code: String,
        /// How much.
        fen: u64,
    },
    /// A completion is taken back.
    CompletionVoid(Stan),
    /// Something that is recorded, and told to the host later.
    Advice(Advice),
}

impl Deed {
    /// The way from the menu of transactions.
    fn way(&self) -> &'static str {
        match self {
            Deed::Sale(_) => "1",
            Deed::Void(_) => "2",
            Deed::Refund { .. } => "6",
            Deed::PreAuth(_) => "71",
            Deed::Completion { .. } => "73",
            Deed::PreAuthVoid(_) => "75",
            Deed::CompletionVoid(_) => "76",
            Deed::Advice(advice) => advice.way(),
            Deed::Balance => "81",
            Deed::Instalment(..) => "82",
            Deed::Code(..) => "83",
            Deed::CodeRefund(..) => "86",
            Deed::Shown(_) => "89",
            Deed::Cash(_) => "871",
            Deed::Parts(_) => "88",
            // From the choice of modes.
            Deed::Basket(_) => "",
        }
    }

    fn fen(&self) -> u64 {
        match self {
            Deed::Sale(fen) | Deed::Instalment(fen, _) | Deed::Code(fen, _) | Deed::PreAuth(fen) => *fen,
            Deed::Shown(fen) | Deed::CodeRefund(_, fen) | Deed::Cash(fen) | Deed::Parts(fen) => *fen,
            Deed::Refund { fen, .. } | Deed::Completion { fen, .. } => *fen,
            Deed::Advice(advice) => advice.fen(),
            _ => 0,
        }
    }
}

/// The person.
#[derive(Default)]
pub struct Person {
    /// What the person is at; none once it is done.
    pub task: Option<Task>,
    /// After how long the person wants out of it.
    pub gives_up_after: Option<Duration>,
    keys: VecDeque<Key>,
    began: Duration,
    looks: u32,
    hopes: u32,
    /// The verdict has been read.
    pub(super) leaving: bool,
    mistyped: bool,
    /// A password is being typed: too many wrong ones close the keypad for long.
    careful: bool,
    /// The time that a screen named has been waited for.
    waited: bool,
    /// The goods have been typed.
    pub(super) filled: bool,
}

impl Person {
    /// Takes something on.
    pub fn begin(&mut self, task: Task, shop: &mut Shop) {
        *self = Person { task: Some(task), began: shop.time(), ..Person::default() };
        shop.forget_person();
        let after = shop.chance.millis(300, 2000);
        shop.later(after, Happening::Person);
    }

    /// Lets it be: the box has gone dark, and the customer with it.
    pub fn drop_trade(&mut self) {
        if matches!(self.task, Some(Task::Trade(_))) {
            self.task = None;
        }
        self.keys.clear();
    }

    /// The person's turn: the next key, or a look at the screen.
    pub fn turn(&mut self, shop: &mut Shop) {
        let pause = match self.keys.pop_front() {
            Some(key) => self.press(key, shop),
            None if self.waits(shop) => self.wait(shop),
            None => self.look(shop),
        };
        if self.task.is_some() {
            shop.later(pause, Happening::Person);
        }
    }

    /// Presses a key; or also another one, or the same one twice.
    fn press(&mut self, key: Key, shop: &mut Shop) -> Duration {
        if !shop.calm && !self.careful && shop.chance.per_mille(shop.faults.slips) {
            self.slip(key, shop);
        }
        shop.press(key);
        shop.chance.millis(120, 600)
    }

    fn slip(&mut self, key: Key, shop: &mut Shop) {
        let wrong = Key::Digit(u8::try_from(shop.chance.below(10)).unwrap_or(0));
        match shop.chance.below(5) {
            // Seen, and taken back.
            0 => {
                shop.press(wrong);
                shop.press(Key::Clear);
            }
            // Not seen.
            1 => shop.press(wrong),
            // The finger bounces, or the person is nervous.
            2 => shop.press(key),
            3 => self.keys.push_front(key),
            _ => shop.press([Key::Enter, Key::Up, Key::DoubleZero, Key::Clear][usize::from(wrong == Key::Digit(3))]),
        }
    }

    /// Whether there is nothing new to read: the trade is not at its end.
    fn waits(&self, shop: &Shop) -> bool {
        let trade = shop.model.as_ref().and_then(|m| m.terminal.trade.as_ref());
        trade.is_some_and(|trade| trade.verdict().is_none() && trade.same_as().is_none())
    }

    fn wait(&mut self, shop: &mut Shop) -> Duration {
        let given_up = self.gives_up_after.take_if(|after| shop.time() > self.began + *after);
        if given_up.is_some() {
            shop.press(Key::Cancel);
        } else if !shop.calm && shop.chance.per_mille(shop.faults.slips) {
            // Too early.
            let key = [Key::Enter, Key::Digit(1), Key::Clear][usize::try_from(shop.chance.below(3)).unwrap_or(0)];
            shop.press(key);
        }
        shop.chance.millis(400, 1500)
    }

    fn look(&mut self, shop: &mut Shop) -> Duration {
        let Some(screen) = shop.look() else { return Duration::from_secs(2) };
        self.looks += 1;
        if self.looks > PATIENCE && matches!(self.task, Some(Task::Trade(_))) {
            self.task = None;
            return Duration::ZERO;
        }
        let title: Vec<&str> = screen.lines().next().unwrap_or_default().split("  ").map(str::trim).collect();
        let title = title.iter().find(|word| !word.is_empty()).copied().unwrap_or_default();
        let text = screen.split_whitespace().collect::<Vec<_>>().join(" ");
        self.careful = matches!(title, "Sign in" | "Approval" | "Locked");
        let pause = match title {
            "Settlement" if self.has_settled(shop) && text.contains("Check the totals") => self.type_in("C"),
            "Settlement" => self.settle(&text),
            _ if self.has_settled(shop) => {
                self.task = None;
                Duration::ZERO
            }
            "Sign in" => self.sign_in(&text, shop),
            // Whoever left it goes on with it.
            "Locked" => self.unlock(&text),
            // Whatever the person is at: it is read first.
            "How an order ended" => self.type_in("E"),
            "Approval" if matches!(self.task, Some(Task::Trade(_))) => self.approve(&text),
            "Signature" => self.sign(shop),
            _ => match told::read(&screen) {
                Some(saying) => self.verdict(saying.word, shop),
                None => self.answer(title, &text, shop),
            },
        };
        pause + shop.chance.millis(200, 900)
    }

    pub(super) fn type_in(&mut self, keys: &str) -> Duration {
        self.keys.extend(keys.chars().map(key));
        Duration::ZERO
    }

    fn sign_in(&mut self, text: &str, shop: &mut Shop) -> Duration {
        if let Some(pause) = self.asked_to_wait(text) {
            return pause;
        }
        let who = if self.task == Some(Task::Close) { setting::PEOPLE[2] } else { setting::PEOPLE[0] };
        let mistypes = !shop.calm && !self.mistyped && shop.chance.per_mille(WRONG_PASSWORDS);
        self.mistyped |= mistypes;
        let password = if mistypes { "9999" } else { who.1 };
        self.type_in(&format!("C{}E{password}E", who.0))
    }

    fn approve(&mut self, text: &str) -> Duration {
        self.asked_to_wait(text).unwrap_or_else(|| self.type_in("123456E"))
    }

    /// After a wrong password the screen says how long to wait; the text stays until the next key.
    pub(super) fn asked_to_wait(&mut self, text: &str) -> Option<Duration> {
        if text.contains("Checking") {
            return Some(Duration::from_secs(1));
        }
        let seconds: u64 = text.split_once("Wait ")?.1.split(' ').next()?.parse().ok()?;
        self.waited = !self.waited;
        self.waited.then(|| Duration::from_secs(seconds + 1))
    }

    fn verdict(&mut self, word: Word, shop: &mut Shop) -> Duration {
        self.hopes += 1;
        if word == Word::Unknown && self.hopes < HOPE && shop.chance.percent(60) {
            return Duration::from_secs(2);
        }
        self.leaving = true;
        self.type_in("E")
    }

    /// The customer signs; or would rather do so on the slip.
    fn sign(&mut self, shop: &mut Shop) -> Duration {
        if shop.chance.percent(SIGNS_ON_PAPER) {
            return self.type_in("CC");
        }
        shop.scribble();
        self.type_in("E")
    }

    /// Whether the batch has been settled, so that there is nothing left to do.
    fn has_settled(&self, shop: &Shop) -> bool {
        matches!(self.task, Some(Task::Settle(batch)) if shop.store.book().batch != batch)
    }

    /// Menus and questions.
    fn answer(&mut self, title: &str, text: &str, shop: &mut Shop) -> Duration {
        let supervisor = text.contains("Operator 00");
        if let Some(keys) = parts::keys(title, text, self.task.as_ref(), shop) {
            return self.type_in(&keys);
        }
        match (title, self.task.clone()) {
            ("Mode", Some(Task::Close)) if supervisor => self.type_in("2"),
            ("Mode", Some(Task::Close)) => self.type_in("C"),
            ("Mode", _) if supervisor => self.type_in("C"),
            ("Mode", Some(Task::Trade(Deed::Basket(_)))) => self.type_in("9"),
            ("Mode", _) => self.type_in("1"),
            (_, Some(Task::Trade(Deed::Basket(goods)))) if title.starts_with("Basket") => self.fill(&goods, text),
            ("Transactions", Some(Task::Trade(Deed::Basket(_)))) => self.type_in("C"),
            ("Back office", Some(Task::Close)) => self.type_in("3"),
            ("Queue", Some(Task::Close)) => self.close_next(text, shop),
            ("Unresolved", Some(Task::Close)) => self.close(text, shop),
            ("Transactions", Some(Task::Settle(_))) => self.type_in("5"),
            ("Transactions", Some(Task::Trade(deed))) => self.start(&deed, text, shop),
            (_, Some(Task::Trade(_))) if text.contains("ALREADY?") => {
                let meant = shop.chance.percent(MEANT_TWICE);
                self.type_in(if meant { "1" } else { "C" })
            }
            (_, Some(Task::Trade(deed))) => self.reply(&deed, text),
            _ => self.type_in("C"),
        }
    }

    fn start(&mut self, deed: &Deed, text: &str, shop: &mut Shop) -> Duration {
        let refused = text.contains("settle first");
        if refused && shop.chance.percent(30) {
            // Perhaps it goes away: out, and in again for the next customer.
            shop.press(Key::Cancel);
            shop.press(Key::Cancel);
        }
        if refused || self.leaving {
            self.task = None;
            return Duration::ZERO;
        }
        let sum = match deed {
            // Typed ahead, as whoever does it all day does.
            Deed::Sale(fen) | Deed::PreAuth(fen) | Deed::Instalment(fen, _) => format!("{fen}E"),
            _ => String::new(),
        };
        self.type_in(&format!("{}{sum}", deed.way()))
    }

    /// The answer to a question.
    fn reply(&mut self, deed: &Deed, text: &str) -> Duration {
        let has = |words: &str| text.contains(words);
        let answer = match deed {
            _ if has("BALANCE") && *deed == Deed::Balance => {
                self.leaving = true;
                "E".into()
            }
            // Compared with what was meant; where it differs, all of it once more.
            // What goods cost nobody has in mind.
            Deed::Basket(_) if has("IS THIS AMOUNT RIGHT?") => "D".into(),
            _ if has("IS THIS AMOUNT RIGHT?") => if has(&in_words(deed.fen())) { "D" } else { "CC" }.into(),
            _ if has("Type the amount") => format!("{}E", deed.fen()),
            _ if has("confirm?") || has("Void this sale?") || has("Is this the one?") => "E".into(),
            Deed::Void(stan) | Deed::PreAuthVoid(stan) | Deed::CompletionVoid(stan) if has("voucher number") => {
                format!("{stan}E")
            }
            Deed::PreAuthVoid(_) if has("Where is the card?") => "3".into(),
            Deed::Completion { .. } if has("Where is the card?") => "1".into(),
            Deed::Code(_, code) if has("Scan or type") => format!("{code}E"),
            Deed::Instalment(_, periods) if has("Type the number of instalments") => format!("{periods}E"),
            Deed::CodeRefund(stan, _) if has("Type the reference") => format!("{stan}E"),
            Deed::Refund { rrn, .. } if has("Type the reference") => format!("{rrn}E"),
            Deed::Refund { date, .. } | Deed::Completion { date, .. } if has("Type the date") => format!("{date}E"),
            Deed::Completion { code, .. } if has("Type the authorisation code") => format!("{code}E"),
            Deed::Advice(advice) => advice.reply(text),
            _ => "C".into(),
        };
        self.type_in(&answer)
    }
}

fn in_words(fen: u64) -> String {
    Amount::from_minor(fen).unwrap_or(Amount::ZERO).in_words(Currency::Cny, Lang::En)
}

fn key(c: char) -> Key {
    match c {
        'E' => Key::Enter,
        'C' => Key::Cancel,
        'D' => Key::Down,
        'M' => Key::Menu,
        digit => Key::Digit(u8::try_from(digit.to_digit(10).unwrap_or(0)).unwrap_or(0)),
    }
}
