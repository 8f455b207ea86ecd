//! SELECT and GET PROCESSING OPTIONS.

use super::{
    Answer, Card, Command, Interface, Session, Stage,
    files::{CONTACT_PDOL, LOCATOR, Objects, cryptogram_list},
    state::Lock,
    sw,
};

/// The directory of a card that is tapped.
const TAP_DIRECTORY: &[u8] = b"2PAY.SYS.DDF01";
/// The terminal's transaction qualifiers, which a tapped card wants first.
const QUALIFIERS: [u8; 3] = [0x9F, 0x66, 0x04];
/// The file control information, its own part, and the part of the issuer.
const FCI: u32 = 0x6F;
const PROPRIETARY: u32 = 0xA5;
const DISCRETIONARY: u32 = 0xBF0C;

impl Card {
    /// SELECT by name, whole or its beginning; the next one that begins so with P2 02.
    pub(super) fn select(&mut self, command: &Command<'_>) -> Answer {
        if command.p1 != 0x04 || !matches!(command.p2, 0x00 | 0x02) {
            return Err(sw::WRONG_PARAMETERS);
        }
        if self.state.lock == Lock::Card {
            return Err(sw::CARD_BLOCKED);
        }
        if command.data == TAP_DIRECTORY && self.interface == Interface::Tap {
            self.session = Session::default();
            return Ok(self.directory());
        }
        // "Next" goes on behind the selected one, and begins anew where none is.
        let from = match (command.p2, self.session.stage) {
            (0x02, stage) if stage >= Stage::Selected => self.session.selected + 1,
            _ => 0,
        };
        let fits = |aid: &[u8]| command.data.len() >= 5 && aid.starts_with(command.data);
        let found = self.profile.applications.iter().enumerate().skip(from).find(|(_, it)| fits(&it.aid));
        let (selected, _) = found.ok_or(sw::NOT_FOUND)?;
        self.session = Session { stage: Stage::Selected, selected, ..Session::default() };
        if self.state.lock == Lock::Application {
            return Err(sw::APPLICATION_BLOCKED);
        }
        Ok(self.control_information(selected))
    }

    fn control_information(&self, selected: usize) -> Vec<u8> {
        let application = &self.profile.applications[selected];
        let list = match self.interface {
            Interface::Contact => CONTACT_PDOL.to_vec(),
            Interface::Tap => [&QUALIFIERS[..], &cryptogram_list()].concat(),
        };
        let own = Objects::default()
            .with(0x50, application.label.as_bytes())
            .with(0x87, &[application.priority])
            .with(0x9F38, &list)
            .with(0x5F2D, b"zhen")
            .with(0x9F11, &[0x01])
            .with(0x9F12, application.label.as_bytes());
        Objects::default().with(0x84, &application.aid).join(own.within(PROPRIETARY)).within(FCI)
    }

    /// The applications, each in a template of its own.
    fn directory(&self) -> Vec<u8> {
        let entries = self.profile.applications.iter().fold(Objects::default(), |all, it| {
            let entry =
                Objects::default().with(0x4F, &it.aid).with(0x50, it.label.as_bytes()).with(0x87, &[it.priority]);
            all.join(entry.within(0x61))
        });
        let own = Objects::default().join(entries.within(DISCRETIONARY)).within(PROPRIETARY);
        Objects::default().with(0x84, TAP_DIRECTORY).join(own).within(FCI)
    }

    /// GET PROCESSING OPTIONS: the transaction begins and is counted. A tapped card answers with its cryptogram.
    pub(super) fn initiate(&mut self, command: &Command<'_>) -> Answer {
        command.with(0x00, 0x00)?;
        if self.session.stage != Stage::Selected || self.state.lock != Lock::Open {
            return Err(sw::OUT_OF_ORDER);
        }
        let [0x83, length, given @ ..] = command.data else { return Err(sw::WRONG_DATA) };
        if usize::from(*length) != given.len() {
            return Err(sw::WRONG_DATA);
        }
        match self.interface {
            Interface::Tap => self.tapped(given),
            Interface::Contact if given.len() != 9 => Err(sw::WRONG_LENGTH),
            Interface::Contact => {
                self.count()?;
                self.session.stage = Stage::Initiated;
                Ok([&[0x80, 14][..], &self.profile.aip, &LOCATOR].concat())
            }
        }
    }

    /// One more transaction. The counter never starts again: at its end the application is of no use any more.
    pub(super) fn count(&mut self) -> Result<(), u16> {
        self.state.counter = self.state.counter.checked_add(1).ok_or(sw::OUT_OF_ORDER)?;
        Ok(())
    }
}
