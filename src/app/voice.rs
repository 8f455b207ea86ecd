//! The end of a transaction is said aloud once, when it is certain.

use super::{Effect, Model, SessionId};
use crate::{domain::Lang, flow::Ending, screen};

/// Says what has become of the trade in progress, when that has just become known.
pub(super) fn announce(model: &mut Model, out: &mut Vec<Effect>) {
    let ended = model.terminal.trade.as_ref().and_then(|trade| Some((trade, trade.verdict()?)));
    let Some((trade, verdict)) = ended else {
        model.announced = false;
        return;
    };
    let session = model.sessions.get(&SessionId::KEYPAD).filter(|_| !model.announced);
    if let Some(session) = session {
        let see = model.see(session);
        let line = screen::spoken_line(&see, trade, verdict);
        out.extend(
            line.map(|line| {
                Effect::Say(Saying { ending: verdict.ending, lang: see.look.lang, line: line.into_owned() })
            }),
        );
    }
    model.announced = true;
}

/// Says that a sale which was paid in parts is paid, when that has just become known.
pub(super) fn announce_bill(model: &mut Model, out: &mut Vec<Effect>) {
    let Some(ended) = model.terminal.desk.ended.as_deref() else { return };
    let no = Some(ended.bill.no);
    let session = model.sessions.get(&SessionId::KEYPAD).filter(|_| model.announced_bill != no);
    if let Some(session) = session {
        let see = model.see(session);
        let line = screen::spoken_bill(&see, ended);
        let say = |line: std::borrow::Cow<'static, str>| {
            Effect::Say(Saying { ending: Ending::Paid, lang: see.look.lang, line: line.into_owned() })
        };
        out.extend(line.map(say));
    }
    model.announced_bill = no;
}

/// Something to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saying {
    /// How the transaction ended, for a sound of its own.
    pub ending: Ending,
    /// The language of the line.
    pub lang: Lang,
    /// The line.
    pub line: String,
}
