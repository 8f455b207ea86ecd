//! What is told once its facts are durable, such as a refused password, so that no cut of the power makes it untrue.

use std::borrow::Cow;

use crate::{flow::Ticket, screen::News};

use super::{Effect, Model, SessionId, enrolment, update::hear};

/// Something that waits for its facts.
#[derive(Debug)]
pub(super) struct Untold {
    facts: Ticket,
    to: SessionId,
    what: What,
}

#[derive(Debug)]
enum What {
    /// For the screen that wished it.
    News(News),
    /// For whoever looks, whatever is shown by then.
    Notice(Cow<'static, str>),
}

/// Tells the shown screen once these facts are durable.
pub(super) fn news(model: &mut Model, facts: Ticket, to: SessionId, news: News) {
    model.untold.push(Untold { facts, to, what: What::News(news) });
}

/// Gives notice once these facts are durable.
pub(super) fn notice(model: &mut Model, facts: Ticket, to: SessionId, text: Cow<'static, str>) {
    model.untold.push(Untold { facts, to, what: What::Notice(text) });
}

/// These facts are durable, or `failed` to be: what waited for them is told.
pub(super) fn answered(model: &mut Model, facts: Ticket, failed: bool, out: &mut Vec<Effect>) {
    enrolment::end_recorded(model, facts, failed, out);
    let told: Vec<Untold> = model.untold.extract_if(.., |untold| untold.facts == facts).collect();
    for Untold { to, what, .. } in told {
        let Some(session) = model.sessions.get(&to) else { continue };
        let t = model.see(session).look.t;
        match what {
            // What could not be kept is not granted, and a code is given only by somebody who is on record.
            What::News(News::Granted | News::Code(_)) if failed => hear(model, to, News::Denied(t.not_kept())),
            What::News(news) => hear(model, to, news),
            What::Notice(text) => {
                let text = if failed { t.change_not_kept() } else { text };
                let now = model.now;
                if let Some(session) = model.sessions.get_mut(&to).filter(|session| session.operator.is_some()) {
                    session.refuse(text, now);
                }
            }
        }
    }
}
