//! The issuer's commands, which come after the first cryptogram and bear a code (secure messaging, EMV Book 2, 9.2, format 2).

use super::{Answer, Card, Command, First, Stage, generate::Cryptogram, state::Lock, sw};
use crate::sim::bcd::number;

/// A code has this many bytes; the issuer may leave out the last ones.
const CODE: std::ops::RangeInclusive<usize> = 4..=8;

/// What a script does.
enum Effect {
    Balance(u64),
    OfflineLimit(u8),
    BlockApplication,
    UnblockPin,
}

impl Card {
    /// APPLICATION BLOCK (1E), PIN CHANGE/UNBLOCK (24, unblock alone) and PUT DATA (DA).
    pub(super) fn script(&mut self, command: &Command<'_>) -> Answer {
        let length = match (command.instruction, command.p1, command.p2) {
            (0xDA, 0x9F, 0x79) => 6,
            (0xDA, 0x9F, 0x58) => 1,
            (0x1E | 0x24, 0x00, 0x00) => 0,
            (0xDA | 0x1E | 0x24, ..) => return Err(sw::WRONG_PARAMETERS),
            _ => return Err(sw::UNKNOWN_INSTRUCTION),
        };
        let asked = self.session.first.filter(|first| first.kind == Cryptogram::Request);
        let first = asked.filter(|_| self.session.stage >= Stage::First).ok_or(sw::OUT_OF_ORDER)?;
        self.state.script_commands = self.state.script_commands.saturating_add(1);
        let done = self.checked(command, length, first).and_then(|data| effect(command, data));
        self.state.script_failed |= done.is_err();
        match done? {
            Effect::Balance(balance) => self.state.balance = balance,
            Effect::OfflineLimit(limit) => self.state.offline_limit = limit,
            Effect::BlockApplication => self.state.lock = Lock::Application,
            Effect::UnblockPin => self.state.pin_tries = super::PIN_TRIES,
        }
        Ok(Vec::new())
    }

    /// The command's data without their code, which must be right.
    fn checked<'a>(&self, command: &Command<'a>, length: usize, first: First) -> Result<&'a [u8], u16> {
        let (data, code) = command.data.split_at_checked(length).ok_or(sw::WRONG_LENGTH)?;
        if !CODE.contains(&code.len()) {
            return Err(sw::WRONG_LENGTH);
        }
        let all = u8::try_from(command.data.len()).map_err(|_| sw::WRONG_LENGTH)?;
        let header = [command.class, command.instruction, command.p1, command.p2, all];
        let right = self.keys.script_mac(self.counter(), first.value, header, data);
        if right.starts_with(code) { Ok(data) } else { Err(sw::WRONG_MAC) }
    }
}

fn effect(command: &Command<'_>, data: &[u8]) -> Result<Effect, u16> {
    match (command.instruction, data) {
        (0x1E, []) => Ok(Effect::BlockApplication),
        (0x24, []) => Ok(Effect::UnblockPin),
        (_, [limit]) => Ok(Effect::OfflineLimit(*limit)),
        (_, balance) => number(balance).map(Effect::Balance).ok_or(sw::WRONG_DATA),
    }
}
