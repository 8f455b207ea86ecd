//! A settlement that the host refuses. It is asked again after longer and longer pauses, and after so many refusals no more, until a
//! person says how it goes on.

use std::time::Duration;

use crate::{
    domain::{Fact, Now, OperatorNo, Refusal, ResponseCode, SettlementStage},
    flow::{Job, Terminal, Then, Why, Work, background::pause},
};

use super::findings_of;

/// So often the host may refuse the totals, or the end of the details, with a code that does not say "later". A refusal for MAC or
/// batch counts too: a new sign-on has been between the tries then, and has not helped.
pub const SETTLEMENT_REFUSALS: u16 = 5;

/// What a person makes of a settlement that is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeldStep {
    /// It is asked again.
    Again,
    /// It is left. Where the host has compared nothing yet, the batch stays open and trade goes on; else the batch is closed
    /// without the host's last word.
    Leave,
}

/// When a settlement goes on after what interrupted it.
#[derive(Debug, Default)]
pub(in crate::flow) struct Rest {
    interruptions: u32,
    pub(in crate::flow) until: Duration,
}

impl Rest {
    /// Interrupted once more: the next pause is twice as long.
    pub(super) fn lengthen(&mut self, now: Now) {
        self.interruptions = self.interruptions.saturating_add(1);
        self.until = now.mono + pause(self.interruptions);
    }
}

impl Terminal {
    /// With what the host refuses the settlement, where it is asked no more and nobody has said yet that the batch is to be closed.
    pub fn settlement_held(&self) -> Option<&ResponseCode> {
        if self.settle.as_ref().is_some_and(|settle| settle.alone.is_some()) {
            return None;
        }
        let refused = self.book.settlement.as_ref()?.refused.as_ref()?;
        (refused.times >= SETTLEMENT_REFUSALS).then_some(&refused.code)
    }

    /// Whether the host has compared the totals of what is being settled.
    pub fn settlement_is_compared(&self) -> bool {
        self.book.settlement.as_ref().is_some_and(|settlement| settlement.stage != SettlementStage::Asked)
    }

    /// The host has refused a step. Each refusal that is one is counted.
    pub(super) fn refuse_settlement(&mut self, code: ResponseCode, now: Now, out: &mut Vec<Work>) {
        self.interrupt_settlement(Why::Declined(code.clone()), now);
        if !code.is_passing() {
            self.line.begin(Job::Settlement);
            self.commit(now, vec![Fact::Refusal(Refusal::Settlement { code })], Then::FreeLine, out);
        }
    }

    /// A person says how a held settlement goes on. Nothing happens to one that is not held: somebody else has said so a moment ago.
    pub fn release_settlement(&mut self, step: HeldStep, by: OperatorNo, now: Now, out: &mut Vec<Work>) {
        let Some(code) = self.settlement_held().cloned().filter(|_| !self.is_releasing()) else { return };
        match step {
            HeldStep::Again => {
                if let Some(settle) = &mut self.settle {
                    (settle.rest, settle.trouble) = (Rest::default(), None);
                }
                self.record(now, vec![Fact::Refusal(Refusal::AskedAgain { by })], out);
            }
            HeldStep::Leave if self.settlement_is_compared() => {
                if let Some(settle) = &mut self.settle {
                    settle.alone = Some((by, code));
                }
            }
            HeldStep::Leave => {
                self.commit(now, vec![Fact::Refusal(Refusal::Left { by })], Then::TellLeft, out);
            }
        }
        self.pump(now, out);
    }

    /// Whether a person's word is on its way to the disk.
    fn is_releasing(&self) -> bool {
        let says = |fact: &Fact| matches!(fact, Fact::Refusal(Refusal::AskedAgain { .. } | Refusal::Left { .. }));
        self.facts_on_their_way().any(|facts| facts.iter().any(says))
    }

    /// Closes the batch that a person has said is to be closed without the host. Only while the line is free: the answer to a
    /// message that is under way would else be taken for the answer to the next one. What has not gone up stands on the slip,
    /// and who closed it. True when the line is taken.
    pub(in crate::flow) fn close_alone(&mut self, now: Now, out: &mut Vec<Work>) -> bool {
        let said = self.settle.as_ref().is_some_and(|settle| settle.alone.is_some() && !settle.is_done());
        let settlement = self.book.settlement.as_ref().filter(|_| said);
        let Some(findings) = settlement.and_then(|settlement| findings_of(settlement.stage)) else { return false };
        let left: Vec<_> = self.waiting(super::details::Scope::Settling(findings)).into_values().flatten().collect();
        self.upload.aside.extend(left);
        self.close_batch(findings.overall(), now, out);
        true
    }

    /// The batch stays open: nothing of the settlement is left.
    pub(in crate::flow) fn tell_left(&mut self) {
        self.settle = None;
        self.upload.drop_part();
    }
}
