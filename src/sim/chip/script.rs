//! Commands of the issuer, each with a code that only the issuer can make.

use super::{Answer, Card, Command, PIN_TRIES, Stage, generate::decimal, state::Lock, sw};

/// Bytes of the code behind the data.
const CODE: usize = 4;

impl Card {
    /// A command of a script: it counts whether or not it is good.
    pub(super) fn script(&mut self, command: &Command<'_>) -> Answer {
        let first = self.session.first.ok_or(sw::OUT_OF_ORDER)?;
        self.since(Stage::First)?;
        self.state.script_commands = self.state.script_commands.saturating_add(1);
        let done = self.obey(command, first.value);
        self.state.script_failed |= done.is_err();
        done
    }

    fn obey(&mut self, command: &Command<'_>, cryptogram: [u8; 8]) -> Answer {
        let room = command.data.len().checked_sub(CODE).ok_or(sw::WRONG_LENGTH)?;
        let (data, code) = command.data.split_at(room);
        let Command { class, instruction, p1, p2, .. } = *command;
        let header = [class, instruction, p1, p2, command.data.len() as u8];
        if self.keys.script_mac(self.counter(), cryptogram, header, data)[..CODE] != *code {
            return Err(sw::WRONG_MAC);
        }
        match (instruction, p1, p2, data) {
            // APPLICATION BLOCK, APPLICATION UNBLOCK, CARD BLOCK.
            (0x1E, 0, 0, []) => self.state.lock = Lock::Application,
            (0x18, 0, 0, []) => self.state.lock = Lock::Open,
            (0x16, 0, 0, []) => self.state.lock = Lock::Card,
            // PIN UNBLOCK.
            (0x24, 0, 0, []) => self.state.pin_tries = PIN_TRIES,
            // PUT DATA: electronic cash, how often it may pay in a row.
            (0xDA, 0x9F, 0x79, amount) if amount.len() == 6 => {
                self.state.balance = decimal(amount).ok_or(sw::WRONG_DATA)?;
            }
            (0xDA, 0x9F, 0x58, [times]) => self.state.offline_limit = *times,
            (0xDA, ..) => return Err(sw::NO_SUCH_DATA),
            (0x16 | 0x18 | 0x1E | 0x24, ..) => return Err(sw::WRONG_PARAMETERS),
            _ => return Err(sw::UNKNOWN_INSTRUCTION),
        }
        Ok(Vec::new())
    }
}
