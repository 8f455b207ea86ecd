//! Days from a seed, their digest, and what is told of a seed that fails.

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{
    Faults, Shop, Store, Story, Tally,
    day::{Ways, World},
};
use crate::{domain::BatchNo, ledger::disk::Disk};

/// What is to be simulated.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Where all chance comes from.
    pub seed: u64,
    /// How many days.
    pub days: u32,
    /// How many customers come on one.
    pub customers: u64,
    /// In which ways they pay.
    pub ways: Ways,
    /// What goes wrong.
    pub faults: Faults,
    /// How many of the latest events a plan that fails tells.
    pub story: usize,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// How many transactions came to a verdict.
    pub sales: u64,
    /// How many faults there were.
    pub faults: u64,
    /// How many power cuts among them.
    pub cuts: u64,
    /// What customers did how often.
    pub tally: Tally,
    /// SHA-256 over the journal's bytes, the receipts and the host's books, as hexadecimal text.
    pub digest: String,
}

/// A rule that was broken.
#[derive(Debug)]
pub struct Failure {
    /// On which day, from 1.
    pub day: u32,
    /// Which rule, and how.
    pub rule: String,
    /// The latest events before it, oldest first.
    pub story: Vec<String>,
}

/// Simulates the days of a plan. A plan that fails is played once more, to write its story down.
///
/// # Errors
/// The first rule that was broken.
pub fn simulate(plan: &Plan) -> Result<Outcome, Box<Failure>> {
    match play(plan, Story::silent()) {
        Ok(outcome) => Ok(outcome),
        Err(first) => match play(plan, Story::told(plan.story)) {
            Err(again) if again.rule == first.rule => Err(again),
            // It cannot be: the same seed gives the same days.
            _ => Err(Box::new(Failure { rule: format!("{} (and not when played again)", first.rule), ..*first })),
        },
    }
}

fn play(plan: &Plan, story: Story) -> Result<Outcome, Box<Failure>> {
    let shop = Shop::new(plan.seed, plan.faults.clone(), story);
    let shop = shop.map_err(|rule| Box::new(Failure { day: 0, rule, story: Vec::new() }))?;
    let mut world = World::new(shop, plan.ways);
    let mut sum = Sum::default();
    let mut tally = Tally::default();
    for day in 1..=plan.days {
        let done = world.day(plan.customers).and_then(|proven| {
            sum.day(&mut world.shop, &proven.batches);
            tally.add(proven.tally);
            world.night()
        });
        if let Err(rule) = done {
            return Err(Box::new(Failure { day, rule, story: world.shop.story.lines() }));
        }
    }
    sum.rest(&world.shop);
    let Shop { sales, fault_count: faults, cuts, .. } = world.shop;
    Ok(Outcome { sales, faults, cuts, tally, digest: sum.end() })
}

/// The digest as it grows.
#[derive(Default)]
struct Sum {
    hash: Sha256,
    segments: usize,
}

impl Sum {
    /// Segments that are complete, what was printed, and the host's batches.
    fn day(&mut self, shop: &mut Shop, batches: &[BatchNo]) {
        self.segments(shop, 1);
        for job in std::mem::take(&mut shop.printed) {
            self.put(&job.receipt);
        }
        let books = shop.wire.host.books();
        for entry in batches.iter().flat_map(|batch| books.of_batch(batch.get())) {
            self.put(entry);
        }
    }

    /// The last segment as well.
    fn rest(&mut self, shop: &Shop) {
        self.segments(shop, 0);
    }

    fn segments(&mut self, shop: &Shop, but: usize) {
        let paths = shop.store.medium.list(&Store::dir().join("journal")).unwrap_or_default();
        let complete = paths.len().saturating_sub(but);
        for path in paths.iter().take(complete).skip(self.segments) {
            self.hash.update(shop.store.medium.bytes(path).unwrap_or_default());
        }
        self.segments = self.segments.max(complete);
    }

    fn put(&mut self, what: &impl Serialize) {
        self.hash.update(serde_json::to_vec(what).unwrap_or_default());
    }

    fn end(self) -> String {
        self.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
