//! One event in, effects out.

use std::time::Duration;

use crate::{
    domain::{Fact, FileFault, Now},
    flow::{Input, Terminal, Ticket, Work},
    keypad::{Key, Press},
    screen::{Action, News, file_fault},
    ui::Reach,
};

use super::{
    Effect, Event, Ground, Model, PasswordAnswer, Session, SessionId, Signal, access, basket, enrolment, lease, office,
    plugs, roster, scan, seat, session::Keypad, stock, untold, view,
};

/// How long a trade in flight may keep the program from ending.
const LEAVE_WITHIN: Duration = Duration::from_secs(10);

/// First effects after start.
pub fn start(model: &mut Model, now: Now) -> Vec<Effect> {
    model.now = now;
    let started = Fact::Started { version: env!("CARGO_PKG_VERSION").into() };
    let facts = std::iter::once(started).chain(model.terminal.new_rates()).collect();
    let mut out = Vec::new();
    flows(model, &mut out, |terminal, now, work| {
        terminal.record(now, facts, work);
        terminal.resume(now, work);
    });
    out
}

/// Takes in one event.
pub fn update(model: &mut Model, event: Event, now: Now) -> Vec<Effect> {
    model.now = now;
    let mut out = Vec::new();
    match event {
        Event::Signal(Signal::Terminate | Signal::Hangup) => {
            model.leaving.get_or_insert(now.mono + LEAVE_WITHIN);
        }
        Event::Key(id, key) => scan::key(model, id, key, &mut out),
        Event::ScanBegins(id) => scan::begins(model, id, &mut out),
        Event::UnknownKey(id) => scan::sign(model, id, &mut out),
        Event::ClearHeld(id) => plugs::clear_held(model, id, &mut out),
        Event::Scanned(id, code) => scan::scanned(model, id, &code, &mut out),
        Event::Plugged(plug, presence) => plugs::plugged(model, plug, presence),
        Event::Written(id, sign) => written(model, id, sign, &mut out),
        Event::Pointer(id, pointer) => {
            if let Some(key) = super::touch::touched(model, id, pointer) {
                seat::key(model, id, key, &mut out);
            }
        }
        Event::Touchable(id) => {
            if let Some(session) = model.sessions.get_mut(&id) {
                session.touchable = true;
            }
        }
        Event::Resize(id, size) => {
            if let Some(session) = model.sessions.get_mut(&id) {
                session.resize(size);
            }
        }
        Event::Flow(input) => flow(model, input, &mut out),
        Event::Found(id, rows) => hear(model, id, News::Found(rows)),
        Event::Searched(id, search, after, found) => hear_on(model, id, News::Searched(search, after, found), &mut out),
        Event::Surveyed(id, month) => hear_on(model, id, News::Surveyed(month), &mut out),
        Event::Audited(id, findings) => hear(model, id, News::Audited(findings)),
        Event::Password(id, ground, answer) => password(model, id, ground, answer, &mut out),
        Event::Catalogue(shelf) => model.catalogue = shelf,
        Event::ProductKept(id, answer) => super::products::kept(model, id, answer),
        Event::StockKept(answer) => stock::counted(model, answer),
        Event::Customers(shelf) => model.customers = shelf,
        Event::CustomerChanged(id, answer) => super::customers::changed(model, id, answer),
        Event::RosterRead(id, bytes) => roster::was_read(model, id, bytes),
        Event::Office(ground, answer) => office::answered(model, ground, answer, &mut out),
        Event::ShortMessage(to, code) => hear(model, SessionId::KEYPAD, News::ShortMessage(to, code)),
        Event::BlackBox(id, kept) => black_box(model, id, kept),
        Event::Seat(event) => seat::happened(model, event, &mut out),
        Event::Tick => {
            flow(model, Input::Tick, &mut out);
            scan::tick(model, &mut out);
            tick(model, &mut out);
        }
    }
    follow(model, &mut out);
    out
}

/// What follows from the model as it is by now, whatever has happened.
fn follow(model: &mut Model, out: &mut Vec<Effect>) {
    office::tick(model, out);
    roster::take_downloaded(model, out);
    lease::put_out(model, out);
    super::bill::note_hands(model);
    stock::count(model, out);
    super::voice::announce(model, out);
    super::voice::announce_bill(model, out);
    seat::settle(model, out);
    give_way(model);
    super::orders::tell(model);
    leave(model, out);
}

/// Takes the help away from what wants to be seen: the end of a transaction, or its next step.
fn give_way(model: &mut Model) {
    let hidden = |session: &Session| {
        let see = model.see(session);
        session.stack.iter().position(|screen| screen.gives_way(&see))
    };
    let found: Vec<_> = model.sessions.iter().filter_map(|(id, session)| Some((*id, hidden(session)?))).collect();
    for (id, at) in found {
        if let Some(session) = model.sessions.get_mut(&id) {
            // What lies over it goes as well, but never a lock.
            let until = session.lock().filter(|lock| *lock > at).unwrap_or(session.stack.len());
            session.stack.drain(at.max(1)..until);
        }
    }
}

/// Ends the program once the trade in progress has an outcome, or its time is up. What is then still unknown is
/// reversed at the next start.
fn leave(model: &mut Model, out: &mut Vec<Effect>) {
    let Some(until) = model.leaving else { return };
    // Too late means that there is an outcome to wait for; so does a card that may have paid when it is told to stop.
    let _ = flows(model, out, |terminal, now, work| terminal.cancel_trade(now, work));
    let waits = model.terminal.trade.as_ref().is_some_and(|trade| trade.verdict().is_none());
    if !waits || model.now.mono >= until {
        out.push(Effect::Quit);
    }
}

/// When something is due next by itself, on the monotonic clock.
pub fn next_wake(model: &Model) -> Duration {
    let now = model.now;
    let minute = now.mono + now.wall.to_next_minute();
    let sessions = model.sessions.values().flat_map(|session| {
        let see = model.see(session);
        let notice = session.notice.as_ref().map(|(_, until)| *until);
        let second = session.top().counts_seconds(&see).then(|| next_second(model));
        [notice, second, session.top().wakes_at(now), idle_at(model, session), session.wedge.wakes_at()]
    });
    sessions
        .flatten()
        .chain(model.terminal.next_wake(now))
        .chain(office::next_wake(model))
        .chain(seat::next_wake(model))
        .chain(model.leaving)
        .fold(minute, Duration::min)
        .max(now.mono)
}

/// The moment at which a countdown shows another second.
fn next_second(model: &Model) -> Duration {
    let since = model.terminal.trade.as_ref().map_or(Duration::ZERO, |t| t.since);
    let passed = model.now.mono.saturating_sub(since);
    since + Duration::from_secs(passed.as_secs() + 1)
}

/// When the session is locked or signed out by itself.
fn idle_at(model: &Model, session: &Session) -> Option<Duration> {
    // Before sign-in, what lies over the first screen is taken away.
    let over = if session.operator.is_some() { &session.stack[..] } else { &session.stack[1..] };
    let idles = !over.is_empty() && over.iter().all(|screen| screen.may_idle());
    let idle = model.terminal.setup.idle;
    let after = if basket::in_hand(model, session) { idle.lock } else { idle.sign_out };
    idles.then(|| session.last_key + after)
}

fn flow(model: &mut Model, input: Input, out: &mut Vec<Effect>) {
    let answered = match &input {
        Input::Committed(ticket) | Input::CommitFailed(ticket, _) => Some(*ticket),
        _ => None,
    };
    let failed = matches!(input, Input::CommitFailed(..));
    let was_signed_on = model.terminal.line.is_signed_on();
    flows(model, out, |terminal, now, work| terminal.input(input, now, work));
    if model.terminal.line.is_signed_on() && !was_signed_on {
        roster::signed_on(model);
    }
    if let Some(facts) = answered {
        untold::answered(model, facts, failed, out);
    }
}

/// Has the flows do something, and hands their work on.
pub(super) fn flows<T>(
    model: &mut Model,
    out: &mut Vec<Effect>,
    go: impl FnOnce(&mut Terminal, Now, &mut Vec<Work>) -> T,
) -> T {
    let mut work = Vec::new();
    let done = go(&mut model.terminal, model.now, &mut work);
    out.extend(work.into_iter().map(Effect::Do));
    done
}

pub(super) fn key_pressed(model: &mut Model, id: SessionId, key: Key, out: &mut Vec<Effect>) {
    let now = model.now;
    let Some(mut session) = model.sessions.remove(&id) else { return };
    session.last_key = now.mono;
    session.notice = None;
    session.keypad = Keypad::Usual;
    // What cannot be seen is not answered: the picture says alone that it needs more room.
    if session.is_too_small() {
        out.push(Effect::Bell(id));
        model.sessions.insert(id, session);
        return;
    }
    let typing = plugs::typing(model, &session).filter(|_| key == Key::Clear && session.top().takes_back());
    let guarded = session.top().guards_enter();
    // Every ENTER of an operator is noted: the push that opens a screen must not confirm it as well. That of a sign-in opens nothing
    // that could be confirmed.
    let noted = guarded || session.operator.is_some();
    let press = if noted { session.debounce.press(key, guarded, now.mono) } else { Press::Counts };
    if press == Press::TooSoon {
        let look = model.see(&session).look;
        let reason = look.t.refuse_too_soon(look.key(Key::Enter).as_ref());
        session.refuse(reason, now);
        out.push(Effect::Bell(id));
    } else if press == Press::Counts && key == Key::Feed {
        out.push(Effect::FeedPaper);
    } else if press == Press::Counts {
        let reach = reach(model, &mut session, key);
        let mut top = session.stack.pop();
        let see = model.see(&session);
        let action = match &mut top {
            Some(screen) if screen.help_key(&see).is_some_and(|help| help == key || key == Key::F1) => Action::Help,
            Some(screen) => match (screen.scroll(), reach) {
                (Some(scroll), Some(reach)) => {
                    scroll.turn(key, reach);
                    Action::Stay
                }
                _ => screen.key(key, &see),
            },
            None => Action::Stay,
        };
        session.stack.extend(top);
        super::wishes::act(model, id, &mut session, action, out);
    }
    session.cleared = typing.filter(|title| plugs::typing(model, &session).as_ref() == Some(title));
    model.sessions.insert(id, session);
}

/// How far the page that is shown can be scrolled, where this key scrolls it.
fn reach(model: &Model, session: &mut Session, key: Key) -> Option<Reach> {
    let scrolls = session.stack.last_mut().is_some_and(|screen| screen.scroll().is_some());
    (scrolls && matches!(key, Key::Up | Key::Down)).then(|| view::reach(model, session)).flatten()
}

/// A character goes to the screen that is shown; most have no place for one.
fn written(model: &mut Model, id: SessionId, sign: char, out: &mut Vec<Effect>) {
    let Some(mut session) = model.sessions.remove(&id) else { return };
    session.last_key = model.now.mono;
    session.notice = None;
    let mut top = session.stack.pop();
    let action = match &mut top {
        Some(screen) => screen.write(sign, &model.see(&session)),
        None => Action::Stay,
    };
    session.stack.extend(top);
    super::wishes::act(model, id, &mut session, action, out);
    model.sessions.insert(id, session);
}

/// Says where the black box is, or why it is nowhere.
fn black_box(model: &mut Model, id: SessionId, kept: Result<String, FileFault>) {
    let now = model.now;
    let Some(mut session) = model.sessions.remove(&id) else { return };
    let t = model.see(&session).look.t;
    let text = match &kept {
        Ok(file) => t.black_box_kept(file.as_str()),
        Err(fault) => t.black_box_not_kept(file_fault(t, *fault).as_ref()),
    };
    session.refuse(text, now);
    model.sessions.insert(id, session);
}

pub(super) fn hear(model: &mut Model, id: SessionId, news: News) {
    if let Some(session) = model.sessions.get_mut(&id) {
        tell(session, news);
    }
}

/// The shown screen hears of a piece, and may want the next one.
fn hear_on(model: &mut Model, id: SessionId, news: News, out: &mut Vec<Effect>) {
    let Some(mut session) = model.sessions.remove(&id) else { return };
    tell(&mut session, news);
    if let Some(wish) = session.hearing().and_then(|screen| screen.goes_on()) {
        super::wishes::act(model, id, &mut session, Action::Do(wish), out);
    }
    model.sessions.insert(id, session);
}

fn tick(model: &mut Model, out: &mut Vec<Effect>) {
    let now = model.now;
    let idle: Vec<SessionId> = model
        .sessions
        .iter()
        .filter(|(_, s)| idle_at(model, s).is_some_and(|at| at <= now.mono))
        .map(|(id, _)| *id)
        .collect();
    for id in idle {
        let Some(mut session) = model.sessions.remove(&id) else { continue };
        access::left_alone(model, &mut session, out);
        model.sessions.insert(id, session);
    }
    for session in model.sessions.values_mut() {
        session.notice = session.notice.take().filter(|(_, until)| *until > now.mono);
    }
}

/// A password has been checked or hashed.
fn password(model: &mut Model, id: SessionId, ground: Ground, answer: PasswordAnswer, out: &mut Vec<Effect>) {
    let Some(mut session) = model.sessions.remove(&id) else { return };
    match (ground, answer) {
        (Ground::SignIn(operator), PasswordAnswer::Right) => {
            access::signed_in(model, id, &mut session, operator, out);
        }
        (Ground::TakeOver(by), PasswordAnswer::Right) => lease::take_over(model, id, &mut session, by, out),
        (Ground::Enrol(operator), PasswordAnswer::Hashed(password)) => {
            enrolment::hashed(model, id, &mut session, operator, password, out);
        }
        (Ground::Approve(_, approver), PasswordAnswer::Right) => {
            access::approved(model, &mut session, approver, out);
        }
        (Ground::ApproveStep(approver), PasswordAnswer::Right) => {
            basket::approved(model, id, &mut session, approver, out)
        }
        (Ground::Resume(by), PasswordAnswer::Right) => access::resumed(model, &mut session, by, out),
        (Ground::NewPassword(operator), PasswordAnswer::Hashed(password)) => {
            model.guard.release(operator);
            let fact = Fact::OperatorSet { operator, password, by: session.operator, tracked: true };
            let ticket = record(model, vec![fact], out);
            untold::news(model, ticket, id, News::Granted);
        }
        (
            Ground::SignIn(who)
            | Ground::Approve(_, who)
            | Ground::ApproveStep(who)
            | Ground::NewPassword(who)
            | Ground::Resume(who)
            | Ground::TakeOver(who)
            | Ground::Enrol(who),
            PasswordAnswer::Wrong,
        ) => access::refused(model, id, &mut session, who, out),
        (_, PasswordAnswer::Used) => {
            let text = model.see(&session).look.t.password_used();
            tell(&mut session, News::Denied(text));
        }
        (_, PasswordAnswer::Failed) => {
            let text = model.see(&session).look.t.password_not_checked();
            tell(&mut session, News::Denied(text));
        }
        (_, PasswordAnswer::Right | PasswordAnswer::Hashed(_)) => {}
    }
    model.sessions.insert(id, session);
}

pub(super) fn tell(session: &mut Session, news: News) {
    if let Some(screen) = session.hearing() {
        screen.hear(news);
    }
}

/// Records facts that nothing waits for.
pub(super) fn record(model: &mut Model, facts: Vec<Fact>, out: &mut Vec<Effect>) -> Ticket {
    flows(model, out, |terminal, now, work| terminal.record(now, facts, work))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen::SignIn;

    #[test]
    fn a_session_always_shows_a_screen() {
        let now = Now { wall: crate::domain::WallTime(0), mono: Duration::ZERO };
        let session = Session::new(Default::default(), Default::default(), (40, 15), now);
        assert!(format!("{:?}", session.top()).contains(std::any::type_name::<SignIn>().rsplit("::").next().unwrap()));
    }
}
