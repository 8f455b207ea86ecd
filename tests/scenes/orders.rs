//! Codes that the terminal shows.

use keytill::{
    domain::{Lang, Wallet},
    flow::{Setup, World},
    orders::{Answer, Open, Payment, Refusal, Trouble},
};

use super::{Scene, on_with, ready};
use crate::support::{Till, setup};

pub const SCENES: &[Scene] = &[
    Scene::new("order_opening", ordered),
    Scene::new("order_opening_silent", |lang| answered(ordered(lang), silent())),
    Scene::new("order_code", shown),
    Scene::new("order_code_paying", |lang| answered(waited(lang), Ok(Answer::Paying))),
    Scene::new("order_code_silent", |lang| answered(waited(lang), silent())),
    Scene::new("order_code_training", |lang| {
        let mut till = on_with(Setup { world: World::Training, ..setup() }, lang);
        till.sign_in("01").keys("1 8 9 1234E").gateway(open(CODE));
        till
    }),
    Scene::new("order_code_too_long", |lang| {
        answered(ordered(lang), open("https://qr.95516.com/00010000/62812345678901234567890123456789"))
    })
    .scrolls("a gateway's long code needs a larger screen"),
    Scene::new("order_closing", closing),
    Scene::new("order_closing_paying", |lang| answered(closing(lang), Ok(Answer::Paying))),
    Scene::new("verdict_order_paid", |lang| answered(waited(lang), paid())),
    Scene::new("verdict_order_expired", |lang| answered(waited(lang), Ok(Answer::Expired))),
    Scene::new("verdict_order_refused", |lang| answered(ordered(lang), Err(Trouble::Refused(Refusal::Amount)))),
    Scene::new("verdict_order_paid_after_all", |lang| answered(closing(lang), paid())),
    Scene::new("verdict_order_unknown", left),
    Scene::new("late_order_paid", |lang| {
        let mut till = left(lang);
        till.keys("E");
        answered(till, paid())
    }),
    Scene::new("late_order_not_paid", |lang| {
        let mut till = left(lang);
        till.keys("E");
        answered(till, Ok(Answer::Closed))
    }),
    Scene::new("queue_order", |lang| {
        let mut till = left(lang);
        till.keys("E 9 1");
        till
    }),
    Scene::new("queue_order_close", |lang| {
        let mut till = left(lang);
        till.keys("E C");
        // It is asked for an hour, and then it is a person's.
        for _ in 0..60 {
            till.seconds(60);
            if till.order_asked.is_some() {
                till.gateway(silent());
            }
        }
        till.sign_in("00").keys("2 3 1");
        till
    }),
    Scene::new("detail_order", |lang| {
        let mut till = answered(waited(lang), paid());
        till.keys("E 3 1");
        till
    })
    .scrolls("the list scrolls"),
    Scene::new("order_refund", |lang| {
        let mut till = answered(waited(lang), paid());
        till.keys("E 8 6 2E E 1000E E 123456E");
        till
    }),
    Scene::new("confirm_order_refund", |lang| {
        let mut till = answered(waited(lang), paid());
        till.keys("E 8 6 2E E 1000E");
        till
    }),
];

/// The gateway's answer with a code.
pub fn shown_code() -> Result<Answer, Trouble> {
    open(CODE)
}

const CODE: &str = "HTTPS://PAY.EXAMPLE/P/ABCDEFGHJKLM";

fn open(code: &str) -> Result<Answer, Trouble> {
    Ok(Answer::Open(Open { code: code.into(), left: std::time::Duration::from_secs(180) }))
}

fn silent() -> Result<Answer, Trouble> {
    Err(Trouble::Silent("no answer within 6 s".into()))
}

fn paid() -> Result<Answer, Trouble> {
    let number = "G00000000001".parse().unwrap();
    Ok(Answer::Paid(Payment { number, wallet: Some(Wallet::Alipay), at: 1_769_062_000 }))
}

fn ordered(lang: Lang) -> Till {
    let mut till = ready(lang);
    till.keys("1 8 9 1234E");
    till
}

fn shown(lang: Lang) -> Till {
    answered(ordered(lang), open(CODE))
}

fn waited(lang: Lang) -> Till {
    let mut till = shown(lang);
    till.seconds(3);
    till
}

fn closing(lang: Lang) -> Till {
    let mut till = shown(lang);
    till.keys("C");
    till
}

/// Given up, and the gateway does not answer.
fn left(lang: Lang) -> Till {
    let mut till = answered(closing(lang), silent());
    till.seconds(20);
    till
}

fn answered(mut till: Till, answer: Result<Answer, Trouble>) -> Till {
    till.gateway(answer);
    till
}
