//! The technician's page: what this box is and how its parts are.

use std::borrow::Cow;

use super::{
    Action, Screen, See, Wish, forbidden,
    parameters::ParametersScreen,
    refusals::{reader_down, why_text},
};
use crate::{
    acquirer::Place,
    domain::{DataUse, MobileLine, ModemState, Permission},
    flow::ReaderStatus,
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Tone, text::bytes},
};

/// The technician's page.
#[derive(Debug)]
pub struct About;

impl Screen for About {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.mode_technician()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_about()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        vec![
            Hint::new(Key::Enter, t.hint_sign_on()),
            Hint::new(Key::Down, t.hint_parameters()),
            Hint::new(Key::Cancel, t.hint_back()),
        ]
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match key {
            Key::Cancel => Action::Back,
            Key::Enter => Action::Do(Wish::SignOn),
            Key::Down if !see.may(Permission::Parameters) => {
                Action::Refuse(forbidden(see.look.t, Permission::Parameters))
            }
            Key::Down => Action::Open(Box::new(ParametersScreen::default())),
            _ => Action::no_such_key(see),
        }
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        let setup = &see.terminal.setup;
        let keys = match &see.terminal.line.keys {
            Some(keys) => format!("PIK {}  MAK {}", keys.check_values.0, keys.check_values.1),
            None => t.status_signed_off().into(),
        };
        let host = match &see.terminal.line.in_use {
            Some((Place::Backup, address)) => address.clone().into(),
            Some((Place::Primary, _)) | None => setup.host_address.clone().into(),
        };
        let reader = match &see.terminal.reader {
            ReaderStatus::Up(info) => format!("{} {} {}", info.model, info.serial, info.version),
            ReaderStatus::Down(reason) => reader_down(t, reason),
            ReaderStatus::Starting => t.status_starting().into(),
        };
        let mut rows = vec![
            (t.about_version(), Cow::Borrowed(env!("CARGO_PKG_VERSION"))),
            (t.about_terminal(), setup.terminal.to_string().into()),
            (t.about_merchant(), setup.merchant.to_string().into()),
            (t.about_host(), host),
            (t.about_keys(), keys.into()),
            (t.about_reader(), reader.into()),
            (t.about_data(), setup.data.clone().into()),
        ];
        rows.extend(see.terminal.line.mobile.iter().flat_map(|(line, used)| mobile_rows(line, *used, t)));
        body.pairs(&rows);
        if see.terminal.tables_refused.is_some() {
            body.text(&t.about_tables_refused(), Tone::Warn);
        }
        if let Some(why) = see.terminal.line.trouble() {
            body.text(&why_text(t, &why), Tone::Warn);
        }
    }
}

/// The mobile line, and what has gone over the host's line.
fn mobile_rows(line: &MobileLine, used: DataUse, t: &Texts) -> [(Cow<'static, str>, Cow<'static, str>); 2] {
    let state = match line.state {
        ModemState::Gone => Some(t.status_no_modem()),
        ModemState::NotConnected => Some(t.status_not_connected()),
        ModemState::Connected => None,
    };
    let signal = line.signal.map(|percent| format!("{percent}%"));
    let known = [line.operator.as_ref().map(|name| name.as_str()), line.technology.as_deref(), signal.as_deref()];
    let modem = known.into_iter().chain([state.as_deref()]).flatten().collect::<Vec<_>>().join(" ");
    let used = t.about_used(bytes(used.day), bytes(used.month));
    [(t.about_mobile(), modem.into()), (t.about_line_use(), used)]
}
