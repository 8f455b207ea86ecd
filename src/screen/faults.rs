//! The training host's faults: what shall go wrong with its next messages. In the training world alone.

use std::borrow::Cow;

use super::{Action, News, Screen, See, Wish, menu};
use crate::{
    i18n::Texts,
    keypad::Key,
    ui::{Body, Choice, Hint, Picker, Tone},
};

/// Something that the training host can do wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrainingFault {
    /// The message is booked and not answered.
    NoAnswer,
    /// It is booked and answered too late.
    Late,
    /// It is booked and answered with a wrong MAC.
    BadMac,
    /// Half of the answer is sent.
    Half,
    /// It is booked, then the connection breaks.
    Drop,
    /// It is refused with code 96.
    Code,
    /// A settlement is found unequal.
    Unbalanced,
    /// It never reaches the host.
    Lost,
    /// It is answered with bytes that are no message.
    Garbage,
}

/// A fault, and with how many messages it happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FaultOrder {
    /// Which.
    pub fault: TrainingFault,
    /// With how many of the next messages, 1 to 9.
    pub count: u8,
}

impl TrainingFault {
    /// Every one, in the order of the menu.
    pub const ALL: [TrainingFault; 9] = [
        TrainingFault::NoAnswer,
        TrainingFault::Late,
        TrainingFault::BadMac,
        TrainingFault::Half,
        TrainingFault::Drop,
        TrainingFault::Code,
        TrainingFault::Unbalanced,
        TrainingFault::Lost,
        TrainingFault::Garbage,
    ];

    /// Its stable name, the one that the host simulator knows it by.
    pub fn name(self) -> &'static str {
        match self {
            TrainingFault::NoAnswer => "no-answer",
            TrainingFault::Late => "late",
            TrainingFault::BadMac => "bad-mac",
            TrainingFault::Half => "half",
            TrainingFault::Drop => "drop-after-send",
            TrainingFault::Code => "code",
            TrainingFault::Unbalanced => "unbalanced",
            TrainingFault::Lost => "lost",
            TrainingFault::Garbage => "garbage",
        }
    }

    fn text(self, t: &Texts) -> Cow<'static, str> {
        match self {
            TrainingFault::NoAnswer => t.fault_no_answer(),
            TrainingFault::Late => t.fault_late(),
            TrainingFault::BadMac => t.fault_bad_mac(),
            TrainingFault::Half => t.fault_half(),
            TrainingFault::Drop => t.fault_drop(),
            TrainingFault::Code => t.fault_code(),
            TrainingFault::Unbalanced => t.fault_unbalanced(),
            TrainingFault::Lost => t.fault_lost(),
            TrainingFault::Garbage => t.fault_garbage(),
        }
    }
}

/// The menu of faults, then the count.
#[derive(Debug, Default)]
pub struct Faults {
    picker: Picker,
    chosen: Option<TrainingFault>,
    ordered: Option<FaultOrder>,
}

impl Screen for Faults {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.faults_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_faults()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        let first = match (self.chosen, self.ordered) {
            (Some(_), _) => Hint::new(Key::Enter, t.hint_once()),
            (None, Some(_)) => Hint::new(Key::Enter, t.hint_choose()),
            (None, None) => Hint::new(Key::Clear, t.hint_no_faults()),
        };
        vec![first, Hint::new(Key::Cancel, t.hint_back())]
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match (self.chosen, key) {
            (Some(fault), Key::Digit(count @ 1..=9)) => self.order(fault, count),
            (Some(fault), Key::Enter) => self.order(fault, 1),
            (Some(_), Key::Cancel | Key::Clear) => {
                self.chosen = None;
                Action::Stay
            }
            (Some(_), _) => Action::no_such_key(see),
            (None, Key::Cancel) => Action::Back,
            (None, Key::Clear) => {
                self.ordered = None;
                Action::Do(Wish::TrainingFaults(None))
            }
            (None, key) => self.choose(key, see),
        }
    }

    fn keypad(&self, _see: &See<'_>) -> bool {
        self.chosen.is_some()
    }

    fn hear(&mut self, news: News) {
        if let News::Barred(_) = news {
            self.ordered = None;
        }
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        match (self.chosen, self.ordered) {
            (Some(fault), _) => {
                body.text(&fault.text(t), Tone::Strong);
                body.gap(1);
                body.text(&t.faults_how_many(), Tone::Plain);
            }
            (None, Some(order)) => {
                body.text(&t.faults_ordered(u32::from(order.count), order.fault.text(t).as_ref()), Tone::Warn);
                body.gap(1);
                body.text(&t.faults_another(), Tone::Plain);
            }
            (None, None) => {
                let choices: Vec<Choice<'_>> =
                    TrainingFault::ALL.into_iter().map(|fault| Choice::new(fault.text(t))).collect();
                self.picker.draw(body, &choices);
            }
        }
    }
}

impl Faults {
    fn choose(&mut self, key: Key, see: &See<'_>) -> Action {
        if self.ordered.take().is_some() && key == Key::Enter {
            return Action::Stay;
        }
        match menu::choose(&mut self.picker, key, TrainingFault::ALL.len(), see) {
            Ok(at) => {
                self.chosen = TrainingFault::ALL.get(at).copied();
                Action::Stay
            }
            Err(action) => action,
        }
    }

    fn order(&mut self, fault: TrainingFault, count: u8) -> Action {
        let order = FaultOrder { fault, count };
        (self.chosen, self.ordered) = (None, Some(order));
        Action::Do(Wish::TrainingFaults(Some(order)))
    }
}
