//! Days of mixed transactions with faults, under a virtual clock: the terminal's pure core, the frames and MACs of its link,
//! and the training host with its own books. Both books agree to the cent, and every reversal is acknowledged once.

#![allow(clippy::unwrap_used, clippy::panic, reason = "clippy knows test functions, not the helpers beside them")]

#[path = "mixed/compare.rs"]
mod compare;
#[path = "mixed/orders.rs"]
mod orders;
#[path = "support/mod.rs"]
mod support;
#[path = "mixed/world.rs"]
mod world;

use keytill::{acquirer::EarlyDetails, sim::world::Chance};
use world::World;

/// How many trades a day has.
const TRADES: usize = 500;

/// A day from a seed: trades, then everything brought to an end, then the comparison, then the settlement.
fn day(seed: u64, trades: usize, faults_percent: u64, early: EarlyDetails) -> World {
    let mut world = World::new(Chance::new(seed), early);
    for _ in 0..trades {
        if world.chance.percent(faults_percent) {
            world.next_message_fails();
        }
        orders::one(&mut world);
    }
    world.come_to_rest();
    compare::books(&world);
    world
}

#[test]
fn a_day_of_five_hundred_mixed_trades_with_faults() {
    let mut world = day(20_260_122, TRADES, 12, EarlyDetails::None);
    compare::reversals(&world);
    compare::has_everything(&world);
    compare::scripts(&world);
    world.settle();
    compare::settled(&world);
}

#[test]
fn days_of_other_seeds() {
    for (seed, early) in (1..=9).zip([EarlyDetails::None, EarlyDetails::Chip, EarlyDetails::All].into_iter().cycle()) {
        let mut world = day(seed, 60, 25, early);
        compare::reversals(&world);
        world.settle();
        compare::settled(&world);
    }
}

#[test]
fn the_same_seed_gives_the_same_day() {
    let facts = |seed| day(seed, 40, 25, EarlyDetails::None).till.disk.records.len();
    assert_eq!(facts(77), facts(77));
}
