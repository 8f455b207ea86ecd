//! The frames between terminal and host, with real keys and MACs and no line: what is asked is heard at once, and the answer
//! says after how long it would have come.

use std::{io, time::Duration};

use super::Chance;
use crate::{
    acquirer::{Answer, LinkFault, Profile, Request, Scribe, Tmk},
    domain::Civil,
    sim::host::{Host, HostClock, HostConfig, Reaction},
};

/// How long the link waits for an answer.
pub const ANSWER: Duration = Duration::from_secs(60);
/// So many answers that came too late are kept for a later question.
const STALE_KEPT: usize = 3;

/// What befalls a message on its way, besides what the host itself does wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mishap {
    /// The line takes nothing.
    Unreachable,
    /// Some bits of the question are not what they were.
    QuestionGarbled,
    /// Some bits of the answer are not what they were.
    AnswerGarbled,
    /// The host hears the question twice and answers twice.
    Doubled,
    /// The same, and the second answer overtakes the first.
    Overtaken,
    /// Answers that came too late for earlier questions come first.
    Reordered,
}

/// What came of a question.
#[derive(Debug)]
pub struct Heard {
    /// The answer, or why there is none.
    pub answer: Result<Answer, LinkFault>,
    /// How long it took.
    pub after: Duration,
}

/// Terminal's and host's end.
pub struct Wire {
    /// The host with its books.
    pub host: Host,
    scribe: Scribe,
    runtime: tokio::runtime::Runtime,
    stale: Vec<Vec<u8>>,
}

impl Wire {
    /// A wire between a terminal with this profile and master key, and a new host.
    ///
    /// # Errors
    /// When the host or a runtime cannot be made.
    pub fn new(profile: Profile, tmk: [u8; 16], host: HostConfig) -> io::Result<Wire> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
        let scribe = Scribe::new(profile, Tmk::software(tmk), None);
        Ok(Wire { host: Host::new(host)?, scribe, runtime, stale: Vec::new() })
    }

    /// The terminal was switched off: its keys are gone.
    pub fn forget_keys(&mut self, profile: Profile, tmk: [u8; 16]) {
        self.scribe = Scribe::new(profile, Tmk::software(tmk), None);
        self.stale.clear();
    }

    /// Asks the host.
    pub fn ask(&mut self, question: &Request, now: Civil) -> Heard {
        self.ask_with(question, now, None, &mut Chance::new(0))
    }

    /// Asks the host over a line on which something goes wrong.
    pub fn ask_with(&mut self, question: &Request, now: Civil, mishap: Option<Mishap>, chance: &mut Chance) -> Heard {
        if mishap == Some(Mishap::Unreachable) {
            let (address, reason) = ("192.0.2.1:8000".into(), "connection refused".into());
            return at_once(Err(LinkFault::Unreachable { address, reason }));
        }
        let mut frame = match self.runtime.block_on(self.scribe.write(question)) {
            Ok(mut frame) => frame.split_off(2),
            Err(fault) => return at_once(Err(fault)),
        };
        if mishap == Some(Mishap::QuestionGarbled) {
            garble(&mut frame, question, chance);
        }
        let reaction = self.host.answer(&frame, HostClock(now));
        let again = matches!(mishap, Some(Mishap::Doubled | Mishap::Overtaken))
            .then(|| self.host.answer(&frame, HostClock(now)));
        self.hear(question, reaction, again, mishap, chance)
    }

    /// What the link makes of the host's reactions.
    fn hear(
        &mut self,
        question: &Request,
        reaction: Reaction,
        again: Option<Reaction>,
        mishap: Option<Mishap>,
        chance: &mut Chance,
    ) -> Heard {
        let (mut frames, after) = match reaction {
            Reaction::Answer(frame) => (vec![frame], Duration::ZERO),
            Reaction::Answers(frames) => (frames, Duration::ZERO),
            Reaction::AnswerLate(frame, after) if after > ANSWER => {
                self.keep_stale(frame);
                (Vec::new(), ANSWER)
            }
            Reaction::AnswerLate(frame, after) => (vec![frame], after),
            Reaction::Silence => (Vec::new(), ANSWER),
            Reaction::Drop => {
                return at_once(Err(LinkFault::Broken { reason: "the host closed the connection".into() }));
            }
            Reaction::Raw(_) => return at_once(Err(LinkFault::Garbled { reason: "no message".into() })),
        };
        if let Some(Reaction::Answer(frame)) = again {
            frames.push(frame);
        }
        match mishap {
            Some(Mishap::Overtaken) => frames.reverse(),
            Some(Mishap::Reordered) => frames = self.stale.drain(..).chain(frames).collect(),
            Some(Mishap::AnswerGarbled) => frames.iter_mut().for_each(|frame| garble(frame, question, chance)),
            _ => {}
        }
        for frame in frames {
            match self.runtime.block_on(self.scribe.read(question, &frame)) {
                Ok(Some(answer)) => return Heard { answer: Ok(answer), after },
                // It belongs to another question and is passed over.
                Ok(None) => {}
                Err(fault) => return Heard { answer: Err(fault), after },
            }
        }
        Heard { answer: Err(LinkFault::NoAnswer { seconds: ANSWER.as_secs() }), after: ANSWER }
    }

    fn keep_stale(&mut self, frame: Vec<u8>) {
        self.stale.push(frame);
        let surplus = self.stale.len().saturating_sub(STALE_KEPT);
        self.stale.drain(..surplus);
    }
}

fn at_once(answer: Result<Answer, LinkFault>) -> Heard {
    Heard { answer, after: Duration::ZERO }
}

/// Flips one to three bits, or cuts the frame short. What has no MAC is always cut: no rule of the protocol guards its bits,
/// and TCP, which does, is not simulated. Nor are two bits flipped that the MAC cannot see: it folds the message into eight bytes
/// by exclusive or, so that two flips of the same bit, eight bytes or a multiple of it apart, cancel each other.
fn garble(frame: &mut Vec<u8>, question: &Request, chance: &mut Chance) {
    if chance.percent(20) || !question.has_mac() {
        let keep = usize::try_from(chance.below(frame.len() as u64)).unwrap_or(0);
        frame.truncate(keep);
        return;
    }
    let mut folded = Vec::new();
    for _ in 0..=chance.below(3) {
        let at = usize::try_from(chance.below(frame.len() as u64)).unwrap_or(0);
        let bit = chance.below(8);
        if folded.contains(&(at % 8, bit)) {
            continue;
        }
        folded.push((at % 8, bit));
        if let Some(byte) = frame.get_mut(at) {
            *byte ^= 1 << bit;
        }
    }
}
