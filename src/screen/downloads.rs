//! What the host manages on this terminal: downloads and the status upload, each with how it stands. ENTER asks for one.

use std::borrow::Cow;

use super::{Action, Screen, See, Wish, menu, refusals::why_text};
use crate::{
    flow::{Chore, ChoreState, ChoreTrouble},
    i18n::{Texts, code_text},
    keypad::Key,
    ui::{Body, Choice, Hint, Picker, Tone},
};

/// The list of chores.
#[derive(Debug)]
pub struct Downloads {
    picker: Picker,
}

impl Default for Downloads {
    fn default() -> Self {
        Downloads { picker: Picker::below(2) }
    }
}

impl Screen for Downloads {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.downloads_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_downloads()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        vec![Hint::new(Key::Enter, t.hint_start()), Hint::new(Key::Cancel, t.hint_back())]
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match menu::choose(&mut self.picker, key, Chore::ALL.len(), see) {
            Ok(at) => Chore::ALL.get(at).map_or(Action::Stay, |chore| Action::Do(Wish::Chore(*chore))),
            Err(action) => action,
        }
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        let chores = &see.terminal.chores;
        let trouble = Chore::ALL.into_iter().find_map(|chore| match chores.state(chore) {
            ChoreState::Failed(trouble) => {
                Some(t.chore_failed_because(name(t, chore).as_ref(), trouble_text(t, &trouble)))
            }
            _ => None,
        });
        let waits = chores.is_busy().then(|| see.terminal.line.trouble()).flatten();
        match (waits, trouble) {
            (Some(why), _) => drop(body.text(&why_text(t, &why), Tone::Dim)),
            (None, Some(trouble)) => drop(body.text(&trouble, Tone::Dim)),
            (None, None) => {}
        }
        let row = |chore| Choice::new(format!("{}  {}", name(t, chore), state_text(t, &chores.state(chore))));
        let choices: Vec<Choice<'_>> = Chore::ALL.into_iter().map(row).collect();
        self.picker.draw(body, &choices);
    }
}

fn name(t: &Texts, chore: Chore) -> Cow<'static, str> {
    match chore {
        Chore::Parameters => t.chore_parameters(),
        Chore::Status => t.chore_status(),
        Chore::Tms => t.chore_tms(),
        Chore::CaKeys => t.chore_ca_keys(),
        Chore::Aids => t.chore_aids(),
        Chore::Blacklist => t.chore_blacklist(),
        Chore::Contactless => t.chore_contactless(),
        Chore::Issuers => t.chore_issuers(),
    }
}

fn state_text(t: &Texts, state: &ChoreState) -> Cow<'static, str> {
    match state {
        ChoreState::Idle => Cow::Borrowed(""),
        ChoreState::Waiting => t.chore_waiting(),
        ChoreState::Running { left } => t.chore_running(*left),
        ChoreState::Done => t.chore_done(),
        ChoreState::Failed(_) => t.chore_failed(),
    }
}

fn trouble_text(t: &Texts, trouble: &ChoreTrouble) -> String {
    match trouble {
        ChoreTrouble::Refused(code) => format!("{code} {}", code_text(t, code.as_str())),
        ChoreTrouble::Line(why) => why_text(t, why).into_owned(),
        ChoreTrouble::Data(_) => t.chore_data_faulty().into_owned(),
    }
}
