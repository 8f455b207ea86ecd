//! `keytill simulate`: days in a shop under a simulated clock, with faults from a seed.

use std::process::ExitCode;

use crate::sim::world::{BadFaults, Faults, Outcome, Plan, Ways, simulate};

/// The arguments of `simulate`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where all chance comes from: the same seed gives the same days
    #[arg(long)]
    seed: u64,
    /// How many days
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    days: u32,
    /// How many customers come on a day
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..=900))]
    customers: u64,
    /// What goes wrong: none, usual, harsh, cuts, or the path of a file like those in src/sim/world/faults
    #[arg(long, default_value = "usual")]
    faults: String,
    /// In which ways customers pay
    #[arg(long, default_value = "all")]
    ways: WaysArg,
    /// How many seeds, one after the other from the first
    #[arg(long, default_value_t = 1)]
    seeds: u64,
    /// How many events before its end a seed that fails tells
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    story: u32,
    /// After so many seconds no new seed is begun
    #[arg(long)]
    seconds: Option<u64>,
}

/// The ways to pay of a command line.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum WaysArg {
    /// By card, by a code on the telephone, in cash: fewer screens, for whoever looks for a fault there
    Usual,
    /// And by a code that the terminal shows, in parts, and for baskets of goods
    All,
}

impl WaysArg {
    fn word(self) -> &'static str {
        match self {
            WaysArg::Usual => "usual",
            WaysArg::All => "all",
        }
    }
}

impl From<WaysArg> for Ways {
    fn from(ways: WaysArg) -> Ways {
        match ways {
            WaysArg::Usual => Ways::Usual,
            WaysArg::All => Ways::All,
        }
    }
}

/// What many seeds came to.
#[derive(Default)]
struct Total {
    seeds: u64,
    sales: u64,
    faults: u64,
    cuts: u64,
}

/// Why a simulation ended badly.
#[derive(Debug, thiserror::Error)]
enum Failure {
    /// The fault profile.
    #[error(transparent)]
    Faults(#[from] BadFaults),
    /// A rule was broken.
    #[error("{0}")]
    Broken(String),
}

/// Simulates each seed and prints its line; 1 at the first that fails.
pub fn run(args: &Args) -> ExitCode {
    match all(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => super::complain(&failure),
    }
}

fn all(args: &Args) -> Result<(), Failure> {
    let faults = Faults::named(&args.faults)?;
    let began = std::time::Instant::now();
    let mut total = Total::default();
    for seed in args.seed..args.seed.saturating_add(args.seeds) {
        if args.seconds.is_some_and(|limit| began.elapsed().as_secs() >= limit) {
            break;
        }
        let plan = Plan {
            seed,
            days: args.days,
            customers: args.customers,
            ways: args.ways.into(),
            faults: faults.clone(),
            story: usize::try_from(args.story).unwrap_or(usize::MAX),
        };
        let end = one(&plan, args)?;
        let Outcome { sales, faults, cuts, digest, .. } = end;
        put_line!("seed {seed}: {} days, {sales} sales, {faults} faults, books agree, digest {digest}", plan.days);
        total.seeds += 1;
        total.sales += sales;
        total.faults += faults;
        total.cuts += cuts;
    }
    if args.seeds > 1 {
        let Total { seeds, sales, faults, cuts } = total;
        let days = seeds.saturating_mul(args.days.into());
        put_line!(
            "in all: {seeds} seeds, {days} days, {sales} sales, {faults} faults with {cuts} power cuts, books agree"
        );
    }
    Ok(())
}

/// A seed that fails tells its story.
fn one(plan: &Plan, args: &Args) -> Result<Outcome, Failure> {
    let Plan { seed, days, customers, .. } = plan;
    simulate(plan).map_err(|failure| {
        failure.story.iter().for_each(|line| put_line!("{line}"));
        Failure::Broken(format!(
            "seed {seed}, day {}: {}\nagain: keytill simulate --seed {seed} --days {days} --customers {customers} --faults {} --ways {}",
            failure.day,
            failure.rule,
            args.faults,
            args.ways.word()
        ))
    })
}
