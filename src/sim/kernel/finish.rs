//! What the host has said goes to the card: the issuer's proof, scripts, the last cryptogram (Book 3, 10.9 to 10.11).

use super::{
    Decision, Dialogue, Slot, Trouble,
    exchange::{DONE, send, transmit},
    flags::{Finding, Step},
};
use crate::emv::{self, Tag};

/// Interchange profile: the card takes the issuer's proof as a command.
const TAKES_PROOF: u8 = 0x04;
/// What the terminal says for an issuer that could not be reached.
const NO_HOST: [u8; 2] = *b"Z3";
/// A script's result: failed, done well.
const FAILED: u8 = 0x10;
const DONE_WELL: u8 = 0x20;
/// The place of a command that has one of its own; those behind share the last.
const PLACE_MAX: u8 = 14;

/// The host's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// Approved, with this code.
    Approved([u8; 2]),
    /// Declined, with this code.
    Declined([u8; 2]),
    /// There was none.
    NoHost,
}

/// How it ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// Whether the card has agreed.
    pub approved: bool,
    /// Five bytes for each script: result and place of the command that failed, then the script's number.
    pub scripts: Vec<u8>,
}

impl Dialogue {
    /// Gives the card the host's word and the issuer's objects.
    ///
    /// # Errors
    /// [`Trouble`] that ends it. A card that was not waiting for the issuer gives [`Trouble::NotAllowed`].
    pub fn second(&mut self, slot: &mut Slot, word: Word, issuer: &[u8]) -> Result<End, Trouble> {
        if self.decision != Some(Decision::AskIssuer) {
            return Err(Trouble::NotAllowed);
        }
        let (wish, code) = match word {
            Word::Approved(code) => (Decision::Approved, code),
            Word::Declined(code) => (Decision::Declined, code),
            Word::NoHost => (Decision::Declined, NO_HOST),
        };
        self.objects.insert(Tag::RESPONSE_CODE, code.to_vec());
        self.prove_issuer(slot, issuer)?;
        let mut scripts = self.run_scripts(slot, issuer, Tag::SCRIPT_1, Finding::SCRIPT_FAILED_BEFORE)?;
        let decision = self.cryptogram(slot, wish, Tag::CDOL2)?;
        scripts.extend(self.run_scripts(slot, issuer, Tag::SCRIPT_2, Finding::SCRIPT_FAILED_AFTER)?);
        Ok(End { approved: decision == Decision::Approved, scripts })
    }

    fn prove_issuer(&mut self, slot: &mut Slot, issuer: &[u8]) -> Result<(), Trouble> {
        let takes = self.object(Tag::AIP)?.first().is_some_and(|profile| profile & TAKES_PROOF != 0);
        let Some(proof) = emv::find(issuer, Tag::ISSUER_AUTH).filter(|_| takes) else { return Ok(()) };
        let answer = send(slot, [0x00, 0x82, 0x00, 0x00], proof)?;
        self.flags.done(Step::IssuerProof);
        if answer.status != DONE {
            self.flags.find(Finding::ISSUER_NOT_PROVED);
        }
        Ok(())
    }

    /// The scripts of one kind. The first command that fails ends its script.
    fn run_scripts(&mut self, slot: &mut Slot, issuer: &[u8], kind: Tag, failed: Finding) -> Result<Vec<u8>, Trouble> {
        let mut results = Vec::new();
        for script in emv::items(issuer).map_while(Result::ok).filter(|item| item.tag == kind) {
            self.flags.done(Step::Scripts);
            let mut result = DONE_WELL;
            let commands = emv::items(script.value).map_while(Result::ok).filter(|item| item.tag == Tag::COMMAND);
            for (place, command) in (1u8..).zip(commands) {
                if !is_taken(transmit(slot, command.value)?.status) {
                    result = FAILED | place.min(PLACE_MAX);
                    self.flags.find(failed);
                    break;
                }
            }
            results.push(result);
            results.extend(emv::find(script.value, Tag::SCRIPT_ID).filter(|id| id.len() == 4).unwrap_or(&[0; 4]));
        }
        Ok(results)
    }
}

/// Done, or done with a warning.
fn is_taken(status: u16) -> bool {
    matches!(status >> 8, 0x90 | 0x62 | 0x63)
}
