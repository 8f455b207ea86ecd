//! Random days and random bytes.

use std::collections::BTreeMap;

use proptest::{prelude::*, sample::select};

use super::*;

/// What a test terminal asks for next; numbers choose among what there is.
#[derive(Clone, Copy, Debug)]
enum Step {
    Sale(u64),
    Void(usize),
    Refund(usize, u64),
    PreAuth(u64),
    More(usize, u64),
    Complete(usize, u64),
    Advise(usize, u64),
    VoidPreAuth(usize),
    VoidCompletion(usize),
    Offline(u64),
    Adjust(usize, u64),
    /// The last request is reversed, whatever it was.
    Reverse,
    /// The last request is said again.
    Again,
}

fn step() -> impl Strategy<Value = Step> {
    let (which, fen) = (0usize..4, 1u64..2000);
    prop_oneof![
        4 => fen.clone().prop_map(Step::Sale),
        2 => which.clone().prop_map(Step::Void),
        2 => (which.clone(), fen.clone()).prop_map(|(w, f)| Step::Refund(w, f)),
        3 => fen.clone().prop_map(Step::PreAuth),
        1 => (which.clone(), fen.clone()).prop_map(|(w, f)| Step::More(w, f)),
        2 => (which.clone(), fen.clone()).prop_map(|(w, f)| Step::Complete(w, f)),
        1 => (which.clone(), fen.clone()).prop_map(|(w, f)| Step::Advise(w, f)),
        1 => which.clone().prop_map(Step::VoidPreAuth),
        1 => which.clone().prop_map(Step::VoidCompletion),
        1 => fen.clone().prop_map(Step::Offline),
        1 => (which, fen).prop_map(|(w, f)| Step::Adjust(w, f)),
        4 => Just(Step::Reverse),
        1 => Just(Step::Again),
    ]
}

/// A terminal that keeps its own account from the answers alone.
struct Day {
    terminal: Terminal,
    stan: u32,
    /// What counts by the answers: kind and amount by STAN.
    counted: BTreeMap<u32, (&'static str, u64)>,
    /// Every approval, by STAN: kind, amount, reference number, authorisation code.
    approved: Vec<(u32, &'static str, u64, String, String)>,
    last: Option<(&'static str, Message)>,
}

impl Day {
    /// The one of a kind that a number chooses.
    fn pick(&self, kinds: &[&str], which: usize) -> Option<(u32, u64, String, String)> {
        let all: Vec<_> = self.approved.iter().filter(|(_, kind, ..)| kinds.contains(kind)).collect();
        let (stan, _, fen, rrn, code) = all.get(which % all.len().max(1))?;
        Some((*stan, *fen, rrn.clone(), code.clone()))
    }

    fn request(&self, step: Step) -> Option<(&'static str, Message)> {
        let (terminal, stan, card) = (&self.terminal, self.stan, by_place(7).unwrap());
        let key = |mti, key, fen| {
            let mut request = terminal.trade(mti, key, stan, fen);
            with_number(&mut request, card);
            request
        };
        let tapped = |mut request: Message, fen| {
            request.set_text(22, "072").set_bytes(55, &chip_of(card.pan, fen));
            request
        };
        let about = |mti, wire, which, fen| {
            let (_, _, _, code) = self.pick(&["pre-auth"], which)?;
            let mut request = key(mti, wire, fen);
            request.set_text(38, &code).set_text(61, &format!("{:012}0122", 0));
            Some(request)
        };
        Some(match step {
            Step::Sale(fen) => ("sale", tapped(key("0200", ("000000", "00", "22"), fen), fen)),
            Step::PreAuth(fen) => ("pre-auth", tapped(key("0100", ("030000", "06", "10"), fen), fen)),
            Step::Void(which) => {
                let (original, fen, rrn, _) = self.pick(&["sale"], which)?;
                let mut request = key("0200", ("200000", "00", "23"), fen);
                request.set_text(37, &rrn).set_text(61, &format!("000001{original:06}"));
                ("void", request)
            }
            Step::Refund(which, fen) => {
                let (_, _, rrn, _) = self.pick(&["sale", "completion", "advice"], which)?;
                let mut request = key("0220", ("200000", "00", "25"), fen);
                request
                    .set_text(22, "052")
                    .set_text(37, &rrn)
                    .set_text(61, &format!("{:012}0122", 0))
                    .set_text(63, "000");
                ("refund", request)
            }
            Step::More(which, fen) => ("more", about("0100", ("030000", "60", "10"), which, fen)?),
            Step::Complete(which, fen) => ("completion", about("0200", ("000000", "06", "20"), which, fen)?),
            Step::Advise(which, fen) => ("advice", about("0220", ("000000", "06", "24"), which, fen)?),
            Step::VoidPreAuth(which) => {
                let (_, fen, ..) = self.pick(&["pre-auth"], which)?;
                ("pre-auth void", about("0100", ("200000", "06", "11"), which, fen)?)
            }
            Step::VoidCompletion(which) => {
                let (original, fen, rrn, _) = self.pick(&["completion"], which)?;
                let mut request = key("0200", ("200000", "06", "21"), fen);
                request.set_text(37, &rrn).set_text(61, &format!("000001{original:06}0122"));
                ("completion void", request)
            }
            Step::Offline(fen) => {
                let mut request = key("0220", ("000000", "00", "30"), fen);
                request.set_text(63, "CUP");
                ("offline", request)
            }
            Step::Adjust(which, fen) => {
                let (original, ..) = self.pick(&["offline"], which)?;
                let mut request = key("0220", ("000000", "00", "32"), fen);
                request.set_text(63, "CUP").set_text(61, &format!("000001{original:06}"));
                ("adjust", request)
            }
            Step::Reverse | Step::Again => return None,
        })
    }

    fn live(&mut self, step: Step) {
        match (step, self.last.clone()) {
            (Step::Reverse, Some((kind, last))) => self.reverse(kind, &last),
            (Step::Again, Some((_, last))) => {
                let code = self.terminal.code(&last);
                assert_ne!(code, "00", "said again and done again: {last:?}");
            }
            (Step::Reverse | Step::Again, None) => {}
            (step, _) => {
                let Some((kind, request)) = self.request(step) else { return };
                self.ask(kind, request);
            }
        }
    }

    fn ask(&mut self, kind: &'static str, request: Message) {
        let answer = self.terminal.ask(&request);
        if answer.text(39) == Some("00") {
            let fen: u64 = request.text(4).unwrap().parse().unwrap();
            let text = |field| answer.text(field).unwrap_or_default().to_owned();
            self.approved.push((self.stan, kind, fen, text(37), text(38)));
            match kind {
                "adjust" => {
                    let original: u32 = request.text(61).unwrap()[6..12].parse().unwrap();
                    self.counted.get_mut(&original).unwrap().1 = fen;
                }
                _ => drop(self.counted.insert(self.stan, (kind, fen))),
            }
        }
        self.last = Some((kind, request));
        self.stan += 1;
    }

    fn reverse(&mut self, kind: &'static str, request: &Message) {
        let code = self.terminal.code(&self.terminal.reversal_of(request));
        if matches!(kind, "refund" | "advice" | "offline" | "adjust") {
            assert_eq!(code, "30", "{kind} is not reversed");
            return;
        }
        assert!(matches!(code.as_str(), "00" | "25"), "{kind}: {code}");
        self.counted.remove(&(self.stan - 1));
    }

    fn totals(&self) -> HostTotals {
        let mut totals = HostTotals::default();
        for (kind, fen) in self.counted.values() {
            let side = match *kind {
                "sale" | "completion" | "advice" | "offline" => &mut totals.debit,
                "void" | "refund" | "completion void" => &mut totals.credit,
                _ => continue,
            };
            side.add(crate::domain::Amount::from_minor(*fen).unwrap());
        }
        totals
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    /// Whoever believes the answers comes to the same totals as the host, at any time.
    #[test]
    fn answers_and_books_agree(steps in prop::collection::vec(step(), 1..60)) {
        let terminal = Terminal::ready();
        let mut day = Day { terminal, stan: 2, counted: BTreeMap::new(), approved: Vec::new(), last: None };
        for step in steps {
            day.live(step);
            prop_assert_eq!(day.totals(), day.terminal.totals(), "after {:?}", step);
        }
    }

    /// Messages with some bytes changed are answered or not, and never bring the host down.
    #[test]
    fn no_bytes_bring_the_host_down(
        which in select(vec![0usize, 1, 2, 3]),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut terminal = Terminal::ready();
        let rrn = terminal.approved_sale(2, 100).text(37).unwrap().to_owned();
        let mut upload = terminal.message("0320", "00", "201");
        upload.set_text(11, "000092").set_text(48, &format!("0100000002{:020}{:012}", 0, 100));
        let mut request = match which {
            0 => terminal.sale(3, 100, by_place(1).unwrap(), "123456"),
            1 => terminal.void(3, 100, 2, &rrn),
            2 => terminal.settlement(&"0".repeat(62)),
            _ => upload,
        };
        // A right MAC over wrong content gets deeper than a wrong MAC: bytes are changed before it is made.
        let mut bytes = request.pack(&UNIONPAY).unwrap();
        for (index, byte) in &changes {
            let at = 2 + index.index(bytes.len() - 2);
            bytes[at] = *byte;
        }
        if let Ok(changed) = Message::parse(&UNIONPAY, &bytes) {
            request = changed;
            request.set_text(41, "99999906").set_text(42, "001430170119999");
            if request.pack(&UNIONPAY).is_ok() {
                terminal.react(&request);
            }
        }
        terminal.host.answer(&envelope(&bytes), NOW);
    }
}
