//! Whatever a card says, nothing panics, and nobody is said to have paid who has not.

use proptest::prelude::*;

use super::*;

/// A card that is made of a list of answers.
struct Puppet(std::vec::IntoIter<Vec<u8>>, Interface);

impl Chip for Puppet {
    fn interface(&self) -> Interface {
        self.1
    }

    fn exchange(&mut self, _: &[u8]) -> Result<Vec<u8>, Gone> {
        self.0.next().ok_or(Gone::Removed)
    }
}

fn interface() -> impl Strategy<Value = Interface> {
    prop_oneof![Just(Interface::Contact), Just(Interface::Tap)]
}

/// Goes through a trade as far as it comes.
fn play(chip: &mut dyn Chip, issuer: &[u8]) -> Option<Decision> {
    let trade = trade(100);
    let mut session = select(chip, &Tables::training(), &Terminal::default(), &trade).ok()?;
    session.pin(&trade);
    let _ = session.try_pin(chip, "1234");
    let (decision, _) = session.first(chip, &trade, MAY_PAY, Pin::Online).ok()?;
    let _ = session.second(chip, Word::Approved, *b"00", issuer);
    Some(decision)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn random_answers(
        answers in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..30),
        interface in interface(),
        good in any::<bool>(),
    ) {
        let answers: Vec<Vec<u8>> = answers
            .into_iter()
            .map(|mut answer| {
                if good {
                    answer.extend([0x90, 0x00]);
                }
                answer
            })
            .collect();
        play(&mut Puppet(answers.into_iter(), interface), &[]);
    }

    /// A true card with bytes changed on the way.
    #[test]
    fn damaged_answers(
        hits in prop::collection::vec((0usize..20, any::<prop::sample::Index>(), any::<u8>()), 1..4),
        issuer in prop::collection::vec(any::<u8>(), 0..60),
        interface in interface(),
    ) {
        let mut bench = Bench::purse(interface);
        let count = std::cell::Cell::new(0);
        bench.change = Box::new(move |_, answer| {
            for (at, place, byte) in &hits {
                if *at == count.get() && !answer.is_empty() {
                    let place = place.index(answer.len());
                    answer[place] = *byte;
                }
            }
            count.set(count.get() + 1);
        });
        let before = bench.card.state().counter;
        play(&mut bench, &issuer);
        prop_assert!(bench.card.state().counter <= before + 1);
    }
}
