//! One screen with someone before it.

use std::{borrow::Cow, sync::Arc, time::Duration};

use crate::{
    domain::{BasketChange, BasketNo, Guest, Lang, Now, OperatorNo},
    flow::TradeOrder,
    keypad::{Debounce, Keymap, Wedge},
    screen::{Mask, Mode, Screen, SignIn, seat::SeatMenu},
    ui::{Finger, Glyphs, ScreenSize, Touch, chrome::MIN_SIZE},
};

use super::{Arrival, SessionId, afar::AskedFor, office::AtOffice, touch::Touches};

/// No screen is taken for larger, in columns and in rows: its picture is made in memory, and a second screen may say anything.
const SIZE_MAX: u16 = 500;
/// How long the reason for a refused key is shown.
const NOTICE: Duration = Duration::from_secs(4);

/// A keypad and its screen: who is signed in, what is shown, in which language and size.
#[derive(Debug)]
pub struct Session {
    /// The language shown.
    pub lang: Lang,
    /// Whether the language was chosen on the sign-in screen or by the command line, so that it wins over the
    /// operator's usual one.
    pub lang_chosen: LangChoice,
    /// The glyphs of its terminal.
    pub glyphs: Glyphs,
    /// Columns and rows.
    pub size: (u16, u16),
    /// Who is signed in.
    pub operator: Option<OperatorNo>,
    /// The screens, the shown one last. Never empty.
    pub stack: Vec<Box<dyn Screen>>,
    /// Why the last key was refused, and until when to say so.
    pub notice: Option<(Cow<'static, str>, Duration)>,
    /// When the last key came.
    pub last_key: Duration,
    /// The transaction whose approval is being checked.
    pub approving: Option<Box<TradeOrder>>,
    /// The step of a basket whose approval is being checked.
    pub approving_step: Option<Box<(BasketNo, BasketChange)>>,
    /// What somebody elsewhere is asked to approve.
    pub asked: Option<Box<AskedFor>>,
    /// What it has to do with the enrolment service.
    pub office: AtOffice,
    /// Tells a scanner on its keyboard line from fingers.
    pub wedge: Wedge,
    /// Drops the second ENTER of a bouncing key.
    pub debounce: Debounce,
    /// Where CLEAR has taken back something and nothing was pressed since: the title of the screen.
    pub cleared: Option<Cow<'static, str>>,
    /// Whether its screens are arranged for touch.
    pub touchable: bool,
    /// How large its screen is, if somebody has said so.
    pub screen_size: Option<ScreenSize>,
    /// What a person wants of the keypad on the screen.
    pub keypad: Keypad,
    /// What a finger does on its screen.
    pub touches: Touches,
    /// Whose screen it is, where it is a second one and not the keypad's own.
    pub guest: Option<Box<Guest>>,
    /// The session's own number, where it is a second one.
    pub seat: Option<u32>,
    /// Its keyboard, where that is not the terminal's.
    pub keymap: Option<Arc<Keymap>>,
}

/// What a person wants of the keypad on the screen, until the next key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keypad {
    /// It is there where digits are typed, unless there is something to read first.
    Usual,
    /// It is put away.
    Away,
    /// It is brought back.
    Back,
}

/// Where the language shown comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LangChoice {
    /// The configuration's usual one.
    Usual,
    /// The command line.
    CommandLine,
    /// The console, which can show no other.
    Console,
    /// The person at the sign-in screen.
    Person,
}

impl Session {
    /// A session before sign-in.
    pub fn new(lang: Lang, glyphs: Glyphs, size: (u16, u16), now: Now) -> Session {
        Session {
            lang,
            lang_chosen: LangChoice::Usual,
            glyphs,
            size: at_most(size),
            operator: None,
            stack: vec![Box::new(SignIn::default())],
            notice: None,
            last_key: now.mono,
            approving: None,
            approving_step: None,
            asked: None,
            office: AtOffice::default(),
            wedge: Wedge::default(),
            debounce: Debounce::default(),
            cleared: None,
            touchable: false,
            screen_size: None,
            keypad: Keypad::Usual,
            touches: Touches::default(),
            guest: None,
            seat: None,
            keymap: None,
        }
    }

    /// A second screen, before sign-in.
    pub fn at_seat(id: SessionId, arrival: Arrival, usual: Lang, now: Now) -> Session {
        let lang = arrival.lang.unwrap_or(usual);
        let stack: Vec<Box<dyn Screen>> = vec![Box::new(SignIn::at_seat())];
        Session {
            guest: Some(Box::new(arrival.guest)),
            seat: Some(id.0),
            keymap: Some(arrival.keymap),
            stack,
            ..Session::new(lang, arrival.glyphs, arrival.size, now)
        }
    }

    /// Its screen has another size.
    pub fn resize(&mut self, size: (u16, u16)) {
        self.size = at_most(size);
    }

    /// Whether its screen has no room for a picture, so that nobody sees what is asked.
    pub fn is_too_small(&self) -> bool {
        self.size.0 < MIN_SIZE.0 || self.size.1 < MIN_SIZE.1
    }

    /// What of its screen nobody else may see.
    pub fn mask(&self) -> Mask {
        self.top().mask()
    }

    /// How its screen is arranged for touch, where it is and has room.
    pub fn touch(&self) -> Option<Touch> {
        if !self.touchable {
            return None;
        }
        let finger = self.screen_size.map_or(Finger::USUAL, |screen| screen.finger(self.size));
        Touch::on(finger, self.size)
    }

    /// The screen that is shown.
    pub fn top(&self) -> &dyn Screen {
        self.stack.last().expect("nothing takes the last screen off the stack").as_ref()
    }

    /// The screen that hears answers: the shown one, or the one that it only lies over.
    pub fn hearing(&mut self) -> Option<&mut Box<dyn Screen>> {
        self.stack.iter_mut().rev().find(|screen| !screen.lies_over())
    }

    /// The mode selection, after sign-in; at a second screen, what can be looked at there.
    pub fn sign_in(&mut self, operator: OperatorNo) {
        self.operator = Some(operator);
        self.stack = vec![if self.guest.is_some() { Box::new(SeatMenu::default()) } else { Box::new(Mode::default()) }];
    }

    /// The sign-in screen.
    pub fn sign_out(&mut self) {
        self.operator = None;
        (self.approving, self.approving_step) = (None, None);
        self.asked = None;
        self.office = AtOffice::default();
        self.stack = vec![Box::new(if self.guest.is_some() { SignIn::at_seat() } else { SignIn::default() })];
    }

    /// Where its lock stands in the stack, if it is locked.
    pub fn lock(&self) -> Option<usize> {
        self.stack.iter().rposition(|screen| screen.locks())
    }

    /// Whether walking away would lose something that a person has begun: a transaction that is being entered, a form. What
    /// is in hand is locked when nobody presses a key; without anything the operator is signed out.
    pub fn has_something_in_hand(&self) -> bool {
        self.stack.iter().any(|screen| screen.in_hand())
    }

    /// Says why a key was refused.
    pub fn refuse(&mut self, reason: Cow<'static, str>, now: Now) {
        self.notice = Some((reason, now.mono + NOTICE));
    }
}

fn at_most((columns, rows): (u16, u16)) -> (u16, u16) {
    (columns.min(SIZE_MAX), rows.min(SIZE_MAX))
}
