//! The way to an operator number for whoever has none: with a telephone that opens a page, or with a code that is sent to it. Both end
//! with a password that is chosen here.

mod code;
mod page;
mod password;

use std::{borrow::Cow, time::Duration};

use super::{
    Action, Secret, See,
    menu::{Entry, MenuScreen},
};
use crate::{
    domain::{Mobile, Now},
    enrol::service::Code,
    i18n::Texts,
};

use code::EnrolCode;
use page::EnrolPage;
pub use password::EnrolPassword;

/// What a person wants of the way to a number.
#[derive(Debug)]
pub enum EnrolStep {
    /// A challenge; with the mobile number that a code is sent to, or none for a page.
    Begin(Option<Mobile>),
    /// This code came.
    Code(Code),
    /// This is the password.
    Password(Secret),
    /// To leave it.
    Leave,
}

/// What comes of it.
#[derive(Debug)]
pub enum EnrolNews {
    /// The addresses of the page, the fullest first, and until when it can be opened on the monotonic clock.
    Page {
        /// Which.
        texts: Vec<String>,
        /// Until when.
        until: Duration,
    },
    /// A code was sent, good until then.
    Sent {
        /// Until when.
        until: Duration,
    },
    /// That was not it, with the sentence to show; it may be tried again.
    Again(Cow<'static, str>),
    /// Nothing comes of it, with the sentence to show.
    Ended(Cow<'static, str>),
}

/// Opens the choice of the way.
pub fn open() -> Action {
    MenuScreen::open(Texts::enrol_title, Texts::help_enrol, entries)
}

fn entries(see: &See<'_>) -> Vec<Entry> {
    let t = see.look.t;
    vec![
        Entry::new(t.enrol_by_page(), || Action::Open(Box::new(EnrolPage::default()))),
        Entry::new(t.enrol_by_code(), || Action::Open(Box::new(EnrolCode::default()))),
    ]
}

/// What is left, as minutes and seconds.
fn left(until: Duration, now: Now) -> String {
    let seconds = until.saturating_sub(now.mono).as_secs();
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// When that changes.
fn next_second(until: Duration, now: Now) -> Option<Duration> {
    let left = until.checked_sub(now.mono).filter(|left| !left.is_zero())?;
    let part = Duration::from_nanos(left.subsec_nanos().into());
    let step = if part.is_zero() { Duration::from_secs(1) } else { part };
    // Just behind the edge, where the smaller number begins.
    Some(now.mono + step + Duration::from_millis(1))
}
