//! A roster on a stick.

use keytill::{
    domain::Lang,
    enrol::roster::{RosterKey, seal},
    flow::{Enrolment, Setup},
};
use ring::signature::{Ed25519KeyPair, KeyPair};

use super::Scene;
use crate::support::*;

pub const SCENES: &[Scene] = &[
    Scene::new("roster", |lang| brought(lang, 1, "")),
    Scene::new("roster_taken", |lang| brought(lang, 1, "E")),
    Scene::new("roster_old", |lang| brought(lang, 1, "E C 6")),
    Scene::new("roster_wrong_signature", |lang| brought(lang, 2, "")),
];

fn brought(lang: Lang, signed_by: u8, keys: &str) -> Till {
    let pair = |seed| Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap();
    let public: String = pair(1).public_key().as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let enrolment =
        Enrolment { key: RosterKey::try_from(public).ok(), file: Some("/stick/roster.keytill".into()), service: None };
    let mut till = Till::new(Setup { enrolment, ..setup() }, book(), lang, (53, 20));
    till.start();
    let (merchant, at) = (setup().merchant.to_string(), NOON.0 / 1000);
    let content = format!(
        r#"{{"serial":4,"merchant":"{merchant}","not_before":{},"not_after":{},"operators":
        [{{"operator":"05","name":"张三","active":true,"password":"$argon2id$x"}}]}}"#,
        at - 60,
        at + 3600,
    );
    till.stick = Ok(seal(content.as_bytes(), &pair(signed_by)));
    till.sign_in("00").keys("2 9 6").keys(keys);
    till
}
