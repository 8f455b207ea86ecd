//! A terminal of a few lines around the acquirer link's scribe: a request, the training host, the answer. No core, no line.

use keytill::{
    acquirer::{Answer, Profile, Request, Scribe, Tmk, keys::pin_misfit},
    domain::{BatchNo, Stan, UtcOffset},
    sim::host::{Host, HostClock, HostConfig, Reaction},
};

use super::{
    support::{NOON, operator},
    world::TMK,
};

pub struct Desk {
    pub batch: BatchNo,
    /// The PIN key under the master key.
    pub pin_key: Vec<u8>,
    /// Whether it can send PIN blocks: under SM4 it cannot.
    pub takes_pins: bool,
    scribe: Scribe,
    host: Host,
    runtime: tokio::runtime::Runtime,
    stan: u32,
}

impl Desk {
    /// A desk that has signed on.
    pub fn new(profile: Profile, host: HostConfig) -> Desk {
        let takes_pins = pin_misfit(&profile).is_none();
        let scribe = Scribe::new(profile, Tmk::software(TMK), None);
        let host = Host::new(host).unwrap();
        let batch = 1.try_into().unwrap();
        let mut desk = Desk { batch, pin_key: Vec::new(), takes_pins, scribe, host, runtime: runtime(), stan: 0 };
        desk.sign_on();
        desk
    }

    fn sign_on(&mut self) {
        let request = Request::SignOn { stan: self.stan(), batch: self.batch, operator: operator("01") };
        let answer = self.ask(&request);
        self.batch = answer.batch.unwrap();
        self.pin_key = answer.keys.unwrap().pin.under_tmk;
    }

    /// The next number.
    pub fn stan(&mut self) -> Stan {
        self.stan += 1;
        self.stan.try_into().unwrap()
    }

    /// Asks, and the host must agree.
    pub fn ask(&mut self, request: &Request) -> Answer {
        let answer = self.hear(request);
        assert_eq!(answer.code.as_str(), "00", "the answer to {request:?}");
        answer
    }

    /// Asks, and the host must answer.
    pub fn hear(&mut self, request: &Request) -> Answer {
        let frame = self.runtime.block_on(self.scribe.write(request)).unwrap();
        let reaction = self.host.answer(&frame[2..], HostClock(NOON.civil(UtcOffset::default())));
        let Reaction::Answer(frame) = reaction else { panic!("{reaction:?} to {request:?}") };
        let answer = self.runtime.block_on(self.scribe.read(request, &frame)).unwrap();
        answer.unwrap_or_else(|| panic!("the answer to {request:?} belongs to another request"))
    }
}

/// For keys and MACs, which may wait for a pad.
fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap()
}
