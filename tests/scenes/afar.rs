//! Approval from afar.

use keytill::{
    domain::Lang,
    flow::{Setup, afar::ShopKey},
};

use super::Scene;
use crate::support::*;

pub const SCENES: &[Scene] = &[
    Scene::new("afar_no_key", |lang| asking(setup(), lang, "")),
    Scene::new("afar", |lang| asking(with_key(), lang, "")),
    Scene::new("afar_typed", |lang| asking(with_key(), lang, "1234567")),
    Scene::new("afar_wrong", |lang| asking(with_key(), lang, "12345678E")),
    Scene::new("afar_over", |lang| asking(with_key(), lang, "12345678E 12345678E 12345678E")),
    Scene::new("afar_answer", |lang| answering(lang, "99999")),
    Scene::new("afar_answer_kind", |lang| answering(lang, "99999907E 01E")),
    Scene::new("afar_answer_amount", |lang| answering(lang, "99999907E 01E 2 1234")),
    Scene::new("afar_answer_confirm", |lang| answering(lang, "99999907E 01E 2 1234E 123456E")),
    Scene::new("afar_answered", |lang| answering(lang, "99999907E 01E 2 1234E 123456E E")),
];

fn with_key() -> Setup {
    Setup { shop_key: ShopKey::read("a5".repeat(32).as_bytes()).ok(), ..setup() }
}

fn asking(setup: Setup, lang: Lang, keys: &str) -> Till {
    let mut till = on(setup, lang);
    till.sign_in("01").keys("1 6 000000000017E 0121E 1234E E v").keys(keys);
    till
}

fn answering(lang: Lang, keys: &str) -> Till {
    let mut till = on(with_key(), lang);
    till.sign_in("00").keys("2 9 5").keys(keys);
    till
}

fn on(setup: Setup, lang: Lang) -> Till {
    let mut till = Till::new(setup, book(), lang, (53, 20));
    till.start();
    till
}
