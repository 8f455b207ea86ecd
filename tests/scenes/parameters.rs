//! The parameters of the box.

use keytill::domain::Lang;

use super::{Scene, on};
use crate::support::*;

const ROWS: &str = "the rows scroll";

pub const SCENES: &[Scene] = &[
    Scene::new("parameters", |lang| technician(lang, "")),
    Scene::new("parameters_second_page", |lang| technician(lang, "0")),
    Scene::new("parameters_third_page", |lang| technician(lang, "0 0")),
    Scene::new("parameter", |lang| technician(lang, "3")),
    Scene::new("parameter_changed", |lang| technician(lang, "3 E 90E E 120E")).scrolls(ROWS),
    Scene::new("parameter_entry", |lang| technician(lang, "3 E 90")),
    Scene::new("parameter_range", |lang| technician(lang, "3 E 9E")),
    Scene::new("parameter_time", |lang| technician(lang, "8 E 2330")),
    Scene::new("parameter_money", |lang| technician(lang, "0 7 E 50000")),
    Scene::new("parameter_choice", |lang| technician(lang, "0 6 E")),
    Scene::new("parameter_at_start", |lang| technician(lang, "0 0 8 E 4")).scrolls(ROWS),
];

fn technician(lang: Lang, keys: &str) -> Till {
    let mut till = on(lang);
    till.sign_in("99").keys("4 v").keys(keys);
    till
}
