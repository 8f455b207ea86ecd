//! Help in place: what the screen is for, what to check before confirming, and which keys do what. It lies over the screen, which
//! goes on below: as soon as the transaction there comes to another step, the help is gone.

use std::{
    borrow::Cow,
    mem::{Discriminant, discriminant},
};

use super::{Action, Screen, Scroll, See, support::SupportScreen};
use crate::{
    flow::{Stage, Terminal},
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone, text::wrap},
};

/// The help of one screen.
#[derive(Debug)]
pub struct Help {
    title: Cow<'static, str>,
    text: Cow<'static, str>,
    /// What each key does below.
    keys: Vec<(Key, Cow<'static, str>)>,
    /// Where the transaction stood when the help was opened.
    stage: Option<Discriminant<Stage>>,
    scroll: Scroll,
}

impl Help {
    /// The help of a screen as it is now.
    pub fn of(screen: &dyn Screen, see: &See<'_>) -> Help {
        let keys = screen.hints(see).into_iter().map(|hint| (hint.key, hint.text)).collect();
        let (title, text) = (screen.title(see), see.look.named(&screen.help(see.look.t)));
        Help { title, text: Cow::Owned(text), keys, stage: stage(see.terminal), scroll: Scroll::default() }
    }

    /// All rows, as wide as there is room.
    fn rows(&self, width: u16, see: &See<'_>) -> Vec<(String, Tone)> {
        let plain = wrap(&self.text, width).into_iter().map(|line| (line, Tone::Plain));
        let keys = self.keys.iter().map(|(key, text)| (format!("{}  {text}", see.look.key(*key)), Tone::Strong));
        plain.chain([(String::new(), Tone::Plain)]).chain(keys).collect()
    }
}

fn stage(terminal: &Terminal) -> Option<Discriminant<Stage>> {
    terminal.trade.as_ref().map(|trade| discriminant(&trade.stage))
}

impl Screen for Help {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.help_title(self.title.as_ref())
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        vec![
            Hint::new(Key::Menu, t.hint_support()),
            Hint::new(Key::Down, t.hint_more()),
            Hint::new(Key::Cancel, t.hint_back()),
        ]
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_help()
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match key {
            Key::Cancel | Key::Enter => Action::Back,
            Key::Menu | Key::F1 => Action::Open(Box::new(SupportScreen::default())),
            _ => Action::no_such_key(see),
        }
    }

    fn scroll(&mut self) -> Option<&mut Scroll> {
        Some(&mut self.scroll)
    }

    fn help_key(&self, _see: &See<'_>) -> Option<Key> {
        None
    }

    fn guards_enter(&self) -> bool {
        true
    }

    fn lies_over(&self) -> bool {
        true
    }

    fn gives_way(&self, see: &See<'_>) -> bool {
        stage(see.terminal) != self.stage
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let rows = self.rows(body.area.width, see);
        for (text, tone) in &rows[body.scrolled(self.scroll.at(), rows.len())] {
            body.line(text, *tone);
        }
    }
}
