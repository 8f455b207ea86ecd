//! The second cryptogram: the issuer's response, its scripts before and after, and the card's last word (EMV Book 3, 10.9
//! and 10.10).

use super::{
    Chip, Decision, Session, Trouble,
    actions::{self, Asked},
    session::Stage,
    talk::{DONE, send, tell},
    verification::{
        Bit, ISSUER_AUTHENTICATED, ISSUER_NOT_AUTHENTICATED, SCRIPT_FAILED_AFTER, SCRIPT_FAILED_BEFORE, SCRIPTS_RUN,
    },
};
use crate::emv::{self, Tag};

/// The card checks the issuer's response with a command of its own.
const CHECKS_ISSUER: u8 = 0x04;
/// Scripts, and commands in a script, that are carried out at most.
const SCRIPTS_MAX: usize = 10;
const COMMANDS_MAX: u8 = 15;

/// What the host said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// It has approved.
    Approved,
    /// It has declined.
    Declined,
    /// It could not be asked.
    NoHost,
}

/// The card's last word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Second {
    /// Whether it has approved.
    pub approved: bool,
    /// What became of each script: how far it came, and its identifier.
    pub scripts: Vec<[u8; 5]>,
}

impl Session {
    /// Tells the card what the host said. `issuer` are the objects of its answer: 91, 71 and 72.
    ///
    /// # Errors
    /// Why the card has said nothing.
    pub fn second(&mut self, chip: &mut dyn Chip, word: Word, code: [u8; 2], issuer: &[u8]) -> Result<Second, Trouble> {
        if self.stage != Stage::Online {
            return Err(Trouble::OutOfTurn);
        }
        self.stage = Stage::Over;
        if word == Word::NoHost {
            let asked = actions::without_host(&self.data, &self.application);
            self.data.set(Tag::RESPONSE_CODE, if asked == Asked::Certificate { b"Y3" } else { b"Z3" });
            let approved = self.last_word(chip, asked)?;
            return Ok(Second { approved, scripts: Vec::new() });
        }
        self.data.set(Tag::RESPONSE_CODE, &code);
        self.authenticate_issuer(chip, issuer)?;
        let mut scripts = self.scripts(chip, issuer, Tag::SCRIPT_1, SCRIPT_FAILED_BEFORE)?;
        let asked = if word == Word::Approved { Asked::Certificate } else { Asked::Refusal };
        let approved = self.last_word(chip, asked)?;
        scripts.extend(self.scripts(chip, issuer, Tag::SCRIPT_2, SCRIPT_FAILED_AFTER)?);
        Ok(Second { approved, scripts })
    }

    fn last_word(&mut self, chip: &mut dyn Chip, asked: Asked) -> Result<bool, Trouble> {
        match self.generate(chip, asked, Tag::CDOL2)? {
            Decision::Approved => Ok(true),
            Decision::Declined => Ok(false),
            Decision::Online => Err(Trouble::BadData("a second request for the issuer")),
        }
    }

    /// Gives the card the issuer's response. A wrong one is marked; it is the card that decides what follows from it.
    fn authenticate_issuer(&mut self, chip: &mut dyn Chip, issuer: &[u8]) -> Result<(), Trouble> {
        let Some(response) = emv::find(issuer, Tag::ISSUER_AUTH).filter(|response| !response.is_empty()) else {
            return Ok(());
        };
        self.data.set(Tag::ISSUER_AUTH, response);
        if self.data.fixed::<2>(Tag::AIP).is_none_or(|[first, _]| first & CHECKS_ISSUER == 0) {
            return Ok(());
        }
        let status = tell(chip, [0x00, 0x82, 0x00, 0x00], response)?;
        self.data.status(ISSUER_AUTHENTICATED);
        if status != DONE {
            self.data.mark(ISSUER_NOT_AUTHENTICATED);
        }
        Ok(())
    }

    /// Carries out the scripts in templates with this tag.
    fn scripts(
        &mut self,
        chip: &mut dyn Chip,
        issuer: &[u8],
        template: Tag,
        failed: Bit,
    ) -> Result<Vec<[u8; 5]>, Trouble> {
        let all = emv::items(issuer).map_while(Result::ok).filter(|item| item.tag == template);
        let mut results = Vec::new();
        for script in all.take(SCRIPTS_MAX) {
            self.data.status(SCRIPTS_RUN);
            let (result, well) = run(chip, script.value)?;
            if !well {
                self.data.mark(failed);
            }
            results.push(result);
        }
        Ok(results)
    }
}

/// Sends the commands of a script until one fails. The result: 0 not carried out, 1 failed, 2 carried out, with the number of
/// the command that failed; then the script's identifier.
fn run(chip: &mut dyn Chip, script: &[u8]) -> Result<([u8; 5], bool), Trouble> {
    let identifier = emv::find(script, Tag::SCRIPT_ID).and_then(|id| <[u8; 4]>::try_from(id).ok()).unwrap_or_default();
    let result = |status: u8| {
        let [a, b, c, d] = identifier;
        [status, a, b, c, d]
    };
    if emv::check(script).is_err() {
        return Ok((result(0x00), false));
    }
    let commands = emv::items(script).map_while(Result::ok).filter(|item| item.tag == Tag::COMMAND);
    for (number, command) in (1..=COMMANDS_MAX).zip(commands) {
        let status = send(chip, command.value)?.status;
        if !matches!(status >> 8, 0x90 | 0x62 | 0x63) {
            return Ok((result(0x10 | number), false));
        }
    }
    Ok((result(0x20), true))
}
