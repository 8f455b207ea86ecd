//! Whom to call, and what to tell them: reachable from everywhere, also before anyone has signed in. The same as a QR code, for a
//! telephone. Nothing here is secret, and nothing is of a card.

use std::borrow::Cow;

use super::{
    Action, Screen, Scroll, See, Wish,
    code_screen::CodeScreen,
    refusals::{condition_trouble, why_text},
};
use crate::{
    domain::State,
    flow::{ReaderStatus, Storage, Why},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone, text::wrap},
};

/// The longest text of a code, in characters: one that telephones read from a screen.
const CODE_MAX: usize = 240;

/// The key that keeps the black box.
const KEEP: Key = Key::Digit(9);

/// The support screen.
#[derive(Debug, Default)]
pub struct SupportScreen {
    scroll: Scroll,
}

impl Screen for SupportScreen {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.support_title()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        let mut hints = vec![
            Hint::new(Key::Menu, t.hint_code()),
            Hint::new(Key::Down, t.hint_more()),
            Hint::new(Key::Cancel, t.hint_back()),
        ];
        // The line has no room for it at 40 columns; there it stands below the rows.
        if see.look.touch.is_some() {
            hints.insert(2, Hint::new(KEEP, t.hint_black_box()));
        }
        hints
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_support()
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match key {
            Key::Cancel | Key::Enter => Action::Back,
            Key::Menu | Key::F1 => Action::Open(Box::new(CodeScreen::new(Texts::support_title, texts(see)))),
            KEEP => Action::Do(Wish::KeepBlackBox),
            _ => Action::no_such_key(see),
        }
    }

    fn scroll(&mut self) -> Option<&mut Scroll> {
        Some(&mut self.scroll)
    }

    fn help_key(&self, _see: &See<'_>) -> Option<Key> {
        None
    }

    fn lies_over(&self) -> bool {
        true
    }

    fn guards_enter(&self) -> bool {
        true
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let (rows, below) = (rows(see), below(body.area.width, see));
        let shown = body.scrolled(self.scroll.at(), rows.len() + below.len());
        let until = |end: usize| end.min(rows.len());
        body.pairs(&rows[until(shown.start)..until(shown.end)]);
        let below = &below[shown.start.saturating_sub(rows.len())..shown.end.saturating_sub(rows.len())];
        body.gap(u16::try_from(below.len()).unwrap_or(u16::MAX));
        for (line, tone) in below {
            body.line(line, *tone);
        }
    }
}

/// What stands below the rows, in lines of so many columns: what is wrong, and the key that keeps a recording.
fn below(columns: u16, see: &See<'_>) -> Vec<(String, Tone)> {
    let t = see.look.t;
    let mut texts: Vec<_> = troubles(see).into_iter().map(|trouble| (trouble, Tone::Warn)).collect();
    if texts.is_empty() {
        texts.push((t.support_no_error(), Tone::Good));
    }
    if see.look.touch.is_none() {
        texts.push((t.support_record(see.look.key(KEEP).as_ref()), Tone::Dim));
    }
    texts.iter().flat_map(|(text, tone)| wrap(text, columns).into_iter().map(|line| (line, *tone))).collect()
}

fn rows(see: &See<'_>) -> Vec<(Cow<'static, str>, Cow<'static, str>)> {
    let t = see.look.t;
    let setup = &see.terminal.setup;
    let contacts = [
        (t.support_acquirer(), &setup.support.acquirer),
        (t.support_vendor(), &setup.support.vendor),
        (t.support_shop(), &setup.support.shop),
    ];
    let mut rows: Vec<_> = contacts
        .into_iter()
        .filter_map(|(label, number)| number.as_ref().map(|number| (label, Cow::Owned(number.as_str().to_owned()))))
        .collect();
    if rows.is_empty() {
        rows.push((t.support_call(), t.support_nobody()));
    }
    rows.extend([
        (t.about_terminal(), setup.terminal.to_string().into()),
        (t.about_merchant(), setup.merchant.to_string().into()),
        (t.about_version(), Cow::Borrowed(env!("CARGO_PKG_VERSION"))),
        (t.support_time(), see.now.wall.civil(setup.offset).to_string().into()),
    ]);
    rows
}

/// What is wrong now, the worst first, and the last transaction that failed; each in a sentence that says what it means.
fn troubles(see: &See<'_>) -> Vec<Cow<'static, str>> {
    let t = see.look.t;
    let terminal = see.terminal;
    let storage = match &terminal.storage {
        Storage::Stopped(_) => Some(t.banner_storage_stopped()),
        Storage::Low if terminal.settles_nothing() => Some(t.banner_storage_full()),
        Storage::Low => Some(t.banner_storage_low()),
        Storage::Ready => None,
    };
    let host = terminal.line.trouble().map(|why| why_text(t, &why));
    let reader = matches!(terminal.reader, ReaderStatus::Down(_)).then(|| t.support_reader());
    let printer = condition_trouble(t, terminal.condition);
    let all = [storage, host, reader, printer, last_refusal(see)];
    all.into_iter().flatten().collect()
}

/// The newest transaction of the batch, where the host has refused it: when, and with which words.
fn last_refusal(see: &See<'_>) -> Option<Cow<'static, str>> {
    let newest = see.terminal.book.newest().filter(|txn| txn.state == State::Declined)?;
    let code = &newest.host.as_ref()?.code;
    let when = newest.began.civil(see.terminal.setup.offset).hh_mm();
    Some(see.look.t.support_last(why_text(see.look.t, &Why::Declined(code.clone())), when))
}

/// What the code says, the fullest first; the last is short and of the characters of which a small code holds most.
fn texts(see: &See<'_>) -> Vec<String> {
    let setup = &see.terminal.setup;
    let lines = rows(see).into_iter().map(|(label, value)| format!("{label}: {value}"));
    let whole: Vec<String> = lines.chain(troubles(see).into_iter().map(Cow::into_owned)).collect();
    let whole: String = whole.join("\n").chars().take(CODE_MAX).collect();
    let version = env!("CARGO_PKG_VERSION");
    let box_of = format!("KT{version} {} {}", setup.terminal, setup.merchant).to_uppercase();
    let dated = format!("{box_of}\n{}", see.now.wall.civil(setup.offset));
    vec![whole, dated, box_of]
}
