//! How to get to each screen.

mod access;
mod basket;
mod cash;
mod customers;
mod doubt;
mod drawer;
mod enrolment;
mod help;
mod kinds;
mod money;
mod office;
mod orders;
pub mod paper;
mod parameters;
mod products;
mod questions;
mod reports;
mod roster;
mod seats;
mod settle;
mod start;
mod touch;
mod trade;

use keytill::{
    domain::Lang,
    flow::{AdviceMode, Rules, Setup, SignatureOn, World},
};

use crate::support::{Till, book, setup};

/// A screen in some state.
pub struct Scene {
    /// The name of its file.
    pub name: &'static str,
    /// Brings a till there.
    pub play: fn(Lang) -> Till,
    /// Why it may show less at 40x15, if it may.
    pub scrolls: Option<&'static str>,
    /// Other sizes than usual.
    pub sizes: Option<&'static [(u16, u16)]>,
}

impl Scene {
    pub const fn new(name: &'static str, play: fn(Lang) -> Till) -> Scene {
        Scene { name, play, scrolls: None, sizes: None }
    }

    pub const fn scrolls(self, why: &'static str) -> Scene {
        Scene { scrolls: Some(why), ..self }
    }

    pub const fn at(self, sizes: &'static [(u16, u16)]) -> Scene {
        Scene { sizes: Some(sizes), ..self }
    }
}

/// Every screen there is.
pub const SCENES: &[Scene] = &concat(&[
    start::SCENES,
    trade::SCENES,
    settle::SCENES,
    office::SCENES,
    questions::SCENES,
    kinds::SCENES,
    doubt::SCENES,
    paper::SCENES,
    reports::SCENES,
    money::SCENES,
    drawer::SCENES,
    cash::SCENES,
    help::SCENES,
    roster::SCENES,
    enrolment::SCENES,
    parameters::SCENES,
    products::SCENES,
    basket::SCENES,
    access::SCENES,
    seats::SCENES,
    customers::SCENES,
    touch::SCENES,
    orders::SCENES,
]);

const COUNT: usize = start::SCENES.len()
    + trade::SCENES.len()
    + settle::SCENES.len()
    + office::SCENES.len()
    + questions::SCENES.len()
    + kinds::SCENES.len()
    + doubt::SCENES.len()
    + paper::SCENES.len()
    + reports::SCENES.len()
    + money::SCENES.len()
    + drawer::SCENES.len()
    + cash::SCENES.len()
    + help::SCENES.len()
    + roster::SCENES.len()
    + enrolment::SCENES.len()
    + parameters::SCENES.len()
    + products::SCENES.len()
    + basket::SCENES.len()
    + access::SCENES.len()
    + seats::SCENES.len()
    + customers::SCENES.len()
    + touch::SCENES.len()
    + orders::SCENES.len();

/// One list of several, when compiling.
const fn concat(lists: &[&'static [Scene]]) -> [Scene; COUNT] {
    let mut all = [const { Scene::new("", unused) }; COUNT];
    let (mut list, mut at) = (0, 0);
    while list < lists.len() {
        let mut index = 0;
        while index < lists[list].len() {
            let Scene { name, play, scrolls, sizes } = lists[list][index];
            all[at] = Scene { name, play, scrolls, sizes };
            at += 1;
            index += 1;
        }
        list += 1;
    }
    all
}

fn unused(lang: Lang) -> Till {
    on(lang)
}

/// Switched on, signed on to the host.
fn on(lang: Lang) -> Till {
    on_with(setup(), lang)
}

fn on_with(setup: Setup, lang: Lang) -> Till {
    let mut till = Till::new(setup, book(), lang, (53, 20));
    till.start();
    till
}

/// With operator 01 at the choice of modes.
fn ready(lang: Lang) -> Till {
    signed_in(lang, "01")
}

fn signed_in(lang: Lang, number: &str) -> Till {
    let mut till = on(lang);
    till.sign_in(number);
    till
}

/// The same where what is recorded is told at the settlement alone, so that the line is quiet meanwhile.
fn quiet(lang: Lang) -> Till {
    let rules = Rules { advices: AdviceMode::BeforeSettlement, ..Rules::default() };
    let mut till = on_with(Setup { rules, ..setup() }, lang);
    till.sign_in("01");
    till
}

/// In the training world.
fn training(lang: Lang) -> Till {
    let mut till = on_with(Setup { world: World::Training, ..setup() }, lang);
    till.sign_in("01");
    till
}

/// Signatures are given on the screen.
fn signing(lang: Lang) -> Till {
    let mut till =
        on_with(Setup { rules: Rules { signature: SignatureOn::Screen, ..Rules::default() }, ..setup() }, lang);
    till.sign_in("01");
    till
}

/// One reversal is tried once, then it is left to a person.
fn unresolved(lang: Lang) -> Till {
    use crate::support::no_answer;
    let mut till = on_with(Setup { reversal_tries: Some(1), ..setup() }, lang);
    till.sign_in("01").sell_stripe(1234).hold_host().fault(no_answer()).seconds(2).fault(no_answer()).seconds(60);
    till.release_host();
    till
}
