//! A number for whoever has none, and an operator who is signed in elsewhere.

use std::time::Duration;

use keytill::{
    app::Event,
    domain::{Fact, Lang},
    enrol::service::{Answer, Challenge, Elsewhere, Given, Trouble},
    flow::{Enrolment, Service, Setup},
};

use super::Scene;
use crate::support::*;

pub const SCENES: &[Scene] = &[
    Scene::new("sign_in_new", at_sign_in),
    Scene::new("enrol", |lang| begun(lang, "^", 0)),
    Scene::new("enrol_asking", |lang| begun(lang, "^ 1", 0)),
    Scene::new("enrol_page", |lang| begun(lang, "^ 1", 1)).scrolls("the words stand beside the code, in more rows"),
    Scene::new("enrol_mobile", |lang| begun(lang, "^ 2 1381234", 0)),
    Scene::new("enrol_code", |lang| {
        let mut till = begun(lang, "^ 2 13812341234E", 1);
        till.send(Event::ShortMessage("13812341234".parse().unwrap(), "042517".into())).keys("042");
        till
    }),
    Scene::new("enrol_wrong_code", |lang| {
        let mut till = begun(lang, "^ 2 13812341234E", 1);
        till.keys("042518E").office(Err(Trouble::WrongCode { left: 4 }));
        till
    }),
    Scene::new("enrol_known", |lang| {
        let mut till = begun(lang, "^ 1", 0);
        till.office(Err(Trouble::Known));
        till
    }),
    Scene::new("enrol_password", |lang| given(lang, "25")),
    Scene::new("enrol_done", |lang| given(lang, "2580E2580E")),
    Scene::new("sign_in_elsewhere", elsewhere),
    Scene::new("take_over", |lang| {
        let mut till = elsewhere(lang);
        till.keys("^ 123");
        till
    }),
    Scene::new("signed_out_elsewhere", |lang| {
        let mut till = shared(lang);
        till.keys("05E2580E").office(Ok(Answer::Held(Duration::from_secs(120)))).seconds(40).office(at_43());
        till
    }),
];

fn with_service() -> Setup {
    let service = Service { page: "https://enrol.acquirer.example".into(), approve: Duration::from_secs(259_200) };
    Setup { enrolment: Enrolment { service: Some(service), ..Enrolment::default() }, ..setup() }
}

fn at_sign_in(lang: Lang) -> Till {
    let mut till = Till::new(with_service(), book(), lang, (53, 20));
    till.start();
    till
}

/// Keys, and then a challenge, where there is one.
fn begun(lang: Lang, keys: &str, challenges: usize) -> Till {
    let mut till = at_sign_in(lang);
    till.keys(keys);
    for _ in 0..challenges {
        let challenge = Challenge::try_from("ABCDEFGHJK29".to_owned()).unwrap();
        till.office(Ok(Answer::Begun(challenge, Duration::from_secs(300))));
    }
    till
}

fn given(lang: Lang, keys: &str) -> Till {
    let mut till = begun(lang, "^ 1", 1);
    let given = Given { operator: operator("07"), name: "张三".parse().ok(), mobile: "13812341234".parse().unwrap() };
    till.seconds(2).office(Ok(Answer::Given(given))).keys(keys);
    till
}

/// A terminal that shares operator 05 with others.
fn shared(lang: Lang) -> Till {
    let mut known = book();
    known.apply(NOON, &Fact::RosterTaken { serial: 1, entries: vec![shared_operator()], by: None }).unwrap();
    let mut till = Till::new(with_service(), known, lang, (53, 20));
    till.start();
    till
}

fn at_43() -> Result<Answer, Trouble> {
    Ok(Answer::Elsewhere(Elsewhere { terminal: "T0000043".parse().unwrap(), since: NOON.0 / 1000 - 3600 }))
}

fn elsewhere(lang: Lang) -> Till {
    let mut till = shared(lang);
    till.keys("05E2580E").office(at_43());
    till
}
