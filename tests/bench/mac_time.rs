//! What a MAC of a typical sale costs, beside its floor: one key schedule and two blocks of 3DES by the cipher crate alone.
//! `cargo run --release --example mac_time`; the best of several rounds, in nanoseconds.

use std::{future::Future, hint::black_box, pin::pin, task::Poll, time::Instant};

use des::{
    TdesEde2,
    cipher::{BlockCipherEncrypt, KeyInit},
};
use keytill::acquirer::{
    keys::{ClearKey, LinkKey, Sm4Key},
    mac,
    profile::{MacMethod, MacMode},
};

/// Bytes of a typical 0200 with chip data, without its field 64.
const MESSAGE: usize = 317;
const ROUNDS: usize = 20;
const TIMES: u32 = 20_000;

fn main() {
    let message: Vec<u8> = (0..MESSAGE).map(|at| (at * 7) as u8).collect();
    let double = *b"0123456789abcdef";
    time("floor: schedule and two blocks of 3DES", || {
        let key = TdesEde2::new(black_box(&double).into());
        let mut block = [1; 8].into();
        key.encrypt_block(&mut block);
        key.encrypt_block(&mut block);
        block
    });
    let clear = ClearKey::Double(double);
    time("unionpay-ecb, direct", || mac::unionpay_ecb(&clear, black_box(&message)));
    let (des, sm4) = (LinkKey::Software(ClearKey::Double(double)), LinkKey::Sm4(Sm4Key::new(double)));
    for (mode, key) in
        [(MacMode::UnionpayEcb, &des), (MacMode::X9_9, &des), (MacMode::X9_19, &des), (MacMode::Sm4, &sm4)]
    {
        let method = MacMethod { mode, form: mode.usual_form() };
        let name = format!("{mode:?}, as the link does");
        time(&name, || at_once(mac::code(method, key, None, black_box(&message))));
    }
}

/// The result of a future that never waits: a key in software.
fn at_once<T>(made: impl Future<Output = T>) -> Option<T> {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match pin!(made).poll(&mut context) {
        Poll::Ready(done) => Some(done),
        Poll::Pending => None,
    }
}

fn time<T>(name: &str, mut work: impl FnMut() -> T) {
    let mut best = f64::MAX;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        (0..TIMES).for_each(|_| drop(black_box(work())));
        best = best.min(start.elapsed().as_nanos() as f64 / f64::from(TIMES));
    }
    println!("{best:9.1} ns  {name}");
}
