//! The link to the host against a host that misbehaves in every way that lines and hosts do.

#![allow(clippy::unwrap_used, reason = "clippy knows test functions, not the helpers beside them")]

mod link_host;

#[path = "link/failover.rs"]
mod failover;
#[path = "link/lines.rs"]
mod lines;
#[path = "link/tls.rs"]
mod tls;

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use keytill::{
    acquirer::{
        Answer, HostConfig, Link, LinkFault, Profile, Request, Tmk, WorkingKey,
        keys::{PadAnswer, PadEncrypt},
        mac,
    },
    domain::BatchNo,
    iso8583::{Message, UNIONPAY, mac_input},
};
use link_host::*;
use proptest::prelude::*;
use tokio::{join, net::TcpListener, time};

/// A signed-on link asks for a sale; the host hears it and says these bytes, then closes if told so.
async fn sale_answered(reply: impl FnOnce(&Message) -> Vec<u8>, after: After) -> Result<Answer, LinkFault> {
    let (mut link, _listener, mut peer) = signed_on(Profile::default()).await;
    let request = sale(2);
    let (result, _peer) = join!(link.exchange(&request), async {
        let request = peer.hear().await;
        peer.say(&reply(&request)).await;
        (after == After::Stay).then_some(peer)
    });
    result
}

#[derive(PartialEq)]
enum After {
    Stay,
    Close,
}

fn code(answer: Result<Answer, LinkFault>) -> String {
    answer.unwrap().code.as_str().to_owned()
}

#[tokio::test]
async fn a_sale_is_signed_and_its_signed_answer_believed() {
    let (mut link, _listener, mut peer) = signed_on(Profile::default()).await;
    let request = sale(2);
    let (answer, ()) = join!(link.exchange(&request), async {
        let raw = peer.hear_bytes().await;
        let heard = Message::parse(&UNIONPAY, &raw).unwrap();
        assert!(mac::same(&mac::unionpay_ecb(&mac_key(), mac_input(&raw)), heard.bytes(64).unwrap()));
        peer.say(&framed(&signed(approval(&heard)))).await;
    });
    let answer = answer.unwrap();
    assert_eq!((answer.code.as_str(), answer.order), ("00", 3));
    assert_eq!(answer.result.rrn.unwrap().as_str(), "221301491329");
}

#[tokio::test]
async fn a_host_that_is_not_there() {
    // Where the kernel lets nobody in who asks for any port.
    let mut link = Link::new(HostConfig::plain("127.0.0.1:1".into(), Profile::default()), tmk(), None);
    let fault = link.exchange(&sign_on()).await.unwrap_err();
    assert!(matches!(fault, LinkFault::Unreachable { .. }) && fault.nothing_left(), "{fault}");
}

#[tokio::test]
async fn no_sale_without_a_sign_on() {
    let listener = listen().await;
    let mut link = Link::new(config(&listener, Profile::default()), tmk(), None);
    let fault = link.exchange(&sale(2)).await.unwrap_err();
    assert_eq!(fault, LinkFault::NotSignedOn);
    assert!(fault.nothing_left() && nobody_calls(&listener).await);
}

#[tokio::test]
async fn the_connection_is_kept_and_made_anew_when_the_host_has_closed_it() {
    let (mut link, listener, mut peer) = signed_on(Profile::default()).await;
    for stan in 2..5 {
        let request = sale(stan);
        let (answer, ()) = join!(link.exchange(&request), async {
            let heard = peer.hear().await;
            peer.say(&framed(&signed(approval(&heard)))).await;
        });
        assert_eq!(code(answer), "00");
    }
    drop(peer);
    let request = sale(5);
    let (answer, ()) = join!(link.exchange(&request), answer_once(&listener));
    assert_eq!(code(answer), "00");
}

async fn answer_once(listener: &TcpListener) {
    let mut peer = Peer::accept(listener).await;
    let heard = peer.hear().await;
    peer.say(&framed(&signed(approval(&heard)))).await;
}

#[tokio::test]
async fn left_over_bytes_do_not_become_the_next_answer() {
    let (mut link, listener, mut peer) = signed_on(Profile::default()).await;
    let request = sale(2);
    let (answer, ()) = join!(link.exchange(&request), async {
        let heard = peer.hear().await;
        let answer = framed(&signed(approval(&heard)));
        peer.say(&[&answer[..], &answer[..20]].concat()).await;
    });
    assert_eq!(code(answer), "00");
    let request = sale(3);
    let (answer, ()) = join!(link.exchange(&request), answer_once(&listener));
    assert_eq!(code(answer), "00");
}

#[tokio::test]
async fn a_connection_for_each_message_where_the_profile_says_so() {
    let profile = Profile { keep_connection: false, ..Profile::default() };
    let (mut link, listener, _peer) = signed_on(profile).await;
    let request = sale(2);
    let (answer, ()) = join!(link.exchange(&request), answer_once(&listener));
    assert_eq!(code(answer), "00");
}

#[tokio::test]
async fn a_connection_that_lay_idle_is_made_anew() {
    let (mut link, listener, _peer) = signed_on(Profile::default()).await;
    time::pause();
    time::advance(Duration::from_secs(46)).await;
    time::resume();
    let request = sale(2);
    let (answer, ()) = join!(link.exchange(&request), answer_once(&listener));
    assert_eq!(code(answer), "00");
}

#[tokio::test]
async fn a_reset_after_the_first_bytes_is_not_sent_again() {
    use tokio::io::AsyncReadExt;
    let (mut link, listener, mut peer) = signed_on(Profile::default()).await;
    let request = sale(2);
    let (result, ()) = join!(link.exchange(&request), async {
        // Closing with bytes unread makes the kernel send a reset.
        let first = time::timeout(Duration::from_secs(5), peer.0.read_u8()).await;
        first.expect("the terminal sends its request here").unwrap();
        drop(peer);
    });
    let fault = result.unwrap_err();
    assert!(matches!(fault, LinkFault::Broken { .. }) && !fault.nothing_left(), "{fault}");
    assert!(nobody_calls(&listener).await);
}

#[tokio::test]
async fn half_an_answer_then_the_end() {
    let half = |request: &Message| {
        let mut answer = framed(&signed(approval(request)));
        answer.truncate(answer.len() / 2);
        answer
    };
    assert!(matches!(sale_answered(half, After::Close).await, Err(LinkFault::Broken { .. })));
    assert!(matches!(sale_answered(|_| Vec::new(), After::Close).await, Err(LinkFault::Broken { .. })));
}

#[tokio::test]
async fn no_answer() {
    let (mut link, listener, peer) = signed_on(Profile::default()).await;
    time::pause();
    let began = time::Instant::now();
    let fault = link.exchange(&sale(2)).await.unwrap_err();
    assert_eq!(fault, LinkFault::NoAnswer { seconds: 60 });
    assert!(!fault.nothing_left());
    assert_eq!(began.elapsed().as_secs(), 60);
    time::resume();
    // The late answer stays on the old connection; the next request goes out on a new one.
    let mut late = peer;
    let heard = late.hear().await;
    late.say(&framed(&signed(approval(&heard)))).await;
    let request = sale(3);
    let (answer, ()) = join!(link.exchange(&request), answer_once(&listener));
    assert_eq!(code(answer), "00");
}

#[tokio::test]
async fn an_answer_in_drops_does_not_stretch_the_time() {
    let (mut link, _listener, mut peer) = signed_on(Profile::default()).await;
    time::pause();
    let began = time::Instant::now();
    let host = tokio::spawn(async move {
        let request = Message::parse(&UNIONPAY, &unsigned_sale_request()).unwrap();
        for byte in framed(&signed(approval(&request))) {
            peer.say(&[byte]).await;
            time::sleep(Duration::from_secs(1)).await;
        }
    });
    let fault = link.exchange(&sale(2)).await.unwrap_err();
    assert_eq!(fault, LinkFault::NoAnswer { seconds: 60 });
    assert_eq!(began.elapsed().as_secs(), 60);
    host.abort();
}

/// What the host would hear of `sale(2)`, as far as an answer repeats it.
fn unsigned_sale_request() -> Vec<u8> {
    let mut request = Message::new("0200".parse().unwrap());
    request.set_text(4, "000000012345").set_text(11, "000002");
    request.set_text(41, "00000001").set_text(42, "000000000000001").set_text(60, "2200000100060");
    unsigned(&request)
}

#[tokio::test]
async fn answers_to_other_questions_are_passed_over() {
    let strays = |request: &Message| {
        let mut reply = Vec::new();
        for (field, text) in [(11, "000001"), (41, "00000009"), (42, "000000000000009")] {
            let mut stray = approval(request);
            stray.set_text(field, text).set_text(37, "999999999999");
            reply.extend(framed(&signed(stray)));
        }
        let mut other = other_type(approval(request));
        other.set_text(37, "999999999998");
        reply.extend(framed(&signed(other)));
        let mut nameless = approval(request);
        nameless.set_text(37, "999999999997").remove(11);
        reply.extend(framed(&signed(nameless)));
        reply.extend(framed(&signed(approval(request))));
        reply
    };
    let answer = sale_answered(strays, After::Stay).await.unwrap();
    assert_eq!(answer.result.rrn.unwrap().as_str(), "221301491329");
}

#[tokio::test]
async fn a_flood_of_other_answers_ends() {
    let flood = |request: &Message| {
        let mut stray = approval(request);
        stray.set_text(11, "000001");
        framed(&signed(stray)).repeat(17)
    };
    assert!(matches!(sale_answered(flood, After::Stay).await, Err(LinkFault::Garbled { .. })));
}

#[tokio::test]
async fn frames_too_long_or_too_short_are_refused_before_they_are_read() {
    for length in [0_u16, 5, 20, 4097, u16::MAX] {
        let result = sale_answered(|_| length.to_be_bytes().to_vec(), After::Stay).await;
        assert!(matches!(result, Err(LinkFault::Garbled { .. })), "{length}");
    }
}

#[tokio::test]
async fn an_answer_may_come_in_any_two_pieces() {
    let (mut link, _listener, mut peer) = signed_on(Profile::default()).await;
    let mut cut = 1;
    loop {
        let request = sale(2);
        let (answer, length) = join!(link.exchange(&request), async {
            let heard = peer.hear().await;
            let answer = framed(&signed(approval(&heard)));
            peer.say(&answer[..cut]).await;
            tokio::task::yield_now().await;
            peer.say(&answer[cut..]).await;
            answer.len()
        });
        assert_eq!(code(answer), "00", "cut at {cut}");
        cut += 1;
        if cut == length {
            break;
        }
    }
}

#[tokio::test]
async fn an_approval_needs_its_mac() {
    let wrong = |request: &Message| {
        let mut answer = signed(approval(request));
        *answer.last_mut().unwrap() ^= 1;
        framed(&answer)
    };
    assert_eq!(sale_answered(wrong, After::Stay).await.unwrap_err(), LinkFault::BadMac);
    for approving in ["00", "11", "A2"] {
        let bare = |request: &Message| {
            let mut answer = approval(request);
            answer.set_text(39, approving);
            framed(&unsigned(&answer))
        };
        assert_eq!(sale_answered(bare, After::Stay).await.unwrap_err(), LinkFault::BadMac, "{approving}");
    }
}

#[tokio::test]
async fn a_refusal_may_come_without_mac_but_not_with_a_wrong_one() {
    for refusing in ["51", "A0", "77", "99"] {
        let bare = |request: &Message| {
            let mut answer = approval(request);
            answer.set_text(39, refusing);
            framed(&unsigned(&answer))
        };
        assert_eq!(code(sale_answered(bare, After::Stay).await), refusing);
        let wrong = |request: &Message| {
            let mut answer = approval(request);
            answer.set_text(39, refusing).set_bytes(64, b"00000000");
            framed(&unsigned(&answer))
        };
        assert_eq!(sale_answered(wrong, After::Stay).await.unwrap_err(), LinkFault::BadMac);
    }
}

#[tokio::test]
async fn no_byte_of_an_approval_can_be_changed() {
    let (mut link, listener, mut peer) = signed_on(Profile::default()).await;
    let mut at = 0;
    loop {
        let request = sale(2);
        let (answer, length) = join!(link.exchange(&request), async {
            let heard = peer.hear().await;
            let mut answer = signed(approval(&heard));
            answer[at] ^= 0x01 << (at % 8);
            peer.say(&framed(&answer)).await;
            drop(peer);
            answer.len()
        });
        assert!(answer.is_err(), "byte {at} was changed and the answer believed");
        at += 1;
        if at == length {
            break;
        }
        let again = sign_on();
        let (answer, reopened) = join!(link.exchange(&again), async {
            let mut peer = Peer::accept(&listener).await;
            let heard = peer.hear().await;
            peer.say(&framed(&unsigned(&sign_on_answer(&heard)))).await;
            peer
        });
        answer.unwrap();
        peer = reopened;
    }
}

#[tokio::test]
async fn keys_that_fail_their_check_sign_nobody_on() {
    let (mut link, _listener, mut peer) = signed_on(Profile::default()).await;
    let again = sign_on();
    let (answer, ()) = join!(link.exchange(&again), async {
        let heard = peer.hear().await;
        let mut answer = sign_on_answer(&heard);
        let mut keys = answer.bytes(62).unwrap().to_vec();
        keys[39] ^= 1;
        answer.set_bytes(62, &keys);
        peer.say(&framed(&unsigned(&answer))).await;
    });
    let fault = answer.unwrap_err();
    assert!(matches!(&fault, LinkFault::BadKeys { reason } if reason.contains("MAC key (KCV)")), "{fault}");
    assert!(!link.is_signed_on());
}

#[tokio::test]
async fn a_refused_sign_on_is_an_answer_and_a_sign_off_takes_the_key() {
    let (mut link, _listener, mut peer) = signed_on(Profile::default()).await;
    for (request, verdict, signed_on) in [
        (sign_on(), "97", true),
        (Request::SignOff { stan: 9.try_into().unwrap(), batch: BatchNo::FIRST }, "96", true),
        (Request::Echo { batch: BatchNo::FIRST }, "00", true),
        (Request::SignOff { stan: 9.try_into().unwrap(), batch: BatchNo::FIRST }, "00", false),
    ] {
        let (answer, ()) = join!(link.exchange(&request), async {
            let heard = peer.hear().await;
            let mut answer = approval(&heard);
            answer.set_text(39, verdict);
            peer.say(&framed(&unsigned(&answer))).await;
        });
        assert_eq!((code(answer).as_str(), link.is_signed_on()), (verdict, signed_on));
    }
}

#[tokio::test]
async fn an_exchange_given_up_takes_its_connection_with_it() {
    let (mut link, listener, mut peer) = signed_on(Profile::default()).await;
    let given_up = sale(2);
    let heard = tokio::select! {
        biased;
        _ = link.exchange(&given_up) => panic!("nobody answered"),
        heard = peer.hear() => heard,
    };
    peer.say(&framed(&signed(approval(&heard)))).await;
    let request = sale(3);
    let (answer, ()) = join!(link.exchange(&request), answer_once(&listener));
    assert_eq!(code(answer), "00");
}

/// A pad with the master key, one that has been unplugged, or one that may be.
enum Pad {
    Works,
    Unplugged,
    WorksWhile(Arc<AtomicBool>),
}

impl Pad {
    fn works(&self) -> bool {
        match self {
            Pad::Works => true,
            Pad::Unplugged => false,
            Pad::WorksWhile(plugged) => plugged.load(Ordering::Relaxed),
        }
    }
}

impl PadEncrypt for Pad {
    fn encrypt<'a>(&'a self, key: &'a WorkingKey, block: [u8; 8]) -> PadAnswer<'a> {
        Box::pin(async move {
            if !self.works() {
                return Err("the PIN pad does not answer".into());
            }
            let master = keytill::acquirer::keys::ClearKey::Double(bytes(TMK).try_into().unwrap());
            Ok(master.unwrap_key(&key.under_tmk).unwrap().encrypt(block))
        })
    }
}

/// A link whose master key is in this pad, signed on.
async fn signed_on_by(pad: Pad) -> (Link, Peer) {
    let listener = listen().await;
    let mut link = Link::new(config(&listener, Profile::default()), Tmk::Pad { index: 1 }, Some(Box::new(pad)));
    let request = sign_on();
    let (answer, peer) = join!(link.exchange(&request), async {
        let mut peer = Peer::accept(&listener).await;
        let heard = peer.hear().await;
        peer.say(&framed(&unsigned(&sign_on_answer(&heard)))).await;
        peer
    });
    answer.unwrap();
    (link, peer)
}

#[tokio::test]
async fn the_pad_makes_the_macs_where_it_holds_the_key() {
    let (mut link, mut peer) = signed_on_by(Pad::Works).await;
    let request = sale(2);
    let (answer, ()) = join!(link.exchange(&request), async {
        let raw = peer.hear_bytes().await;
        let heard = Message::parse(&UNIONPAY, &raw).unwrap();
        assert!(mac::same(&mac::unionpay_ecb(&mac_key(), mac_input(&raw)), heard.bytes(64).unwrap()));
        peer.say(&framed(&signed(approval(&heard)))).await;
    });
    assert_eq!(code(answer), "00");
}

#[tokio::test]
async fn an_unplugged_pad_signs_nobody_on() {
    let listener = listen().await;
    let pad = Some(Box::new(Pad::Unplugged) as Box<dyn PadEncrypt>);
    let mut link = Link::new(config(&listener, Profile::default()), Tmk::Pad { index: 1 }, pad);
    let request = sign_on();
    let (answer, ()) = join!(link.exchange(&request), async {
        let mut peer = Peer::accept(&listener).await;
        let heard = peer.hear().await;
        peer.say(&framed(&unsigned(&sign_on_answer(&heard)))).await;
    });
    assert!(matches!(answer, Err(LinkFault::KeysUnchecked { .. })) && !link.is_signed_on());
}

#[tokio::test]
async fn what_the_pad_does_not_seal_now_may_go_later() {
    let plugged = Arc::new(AtomicBool::new(true));
    let (mut link, mut peer) = signed_on_by(Pad::WorksWhile(plugged.clone())).await;
    let request = sale(2);
    plugged.store(false, Ordering::Relaxed);
    let fault = link.exchange(&request).await.unwrap_err();
    assert!(matches!(fault, LinkFault::PadSilent { .. }) && fault.nothing_left(), "{fault}");
    plugged.store(true, Ordering::Relaxed);
    let (answer, ()) = join!(link.exchange(&request), async {
        let heard = peer.hear().await;
        peer.say(&framed(&signed(approval(&heard)))).await;
    });
    assert_eq!(code(answer), "00");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Whatever comes, it ends in a fault: never in a panic, never in an approval.
    #[test]
    fn garbage_is_never_an_approval(garbage in proptest::collection::vec(any::<u8>(), 0..200), framing in any::<bool>()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let reply = if framing { framed(&garbage) } else { garbage };
        let result = runtime.block_on(sale_answered(|_| reply, After::Close));
        let refused = matches!(result, Err(LinkFault::Garbled { .. } | LinkFault::Broken { .. }));
        prop_assert!(refused);
    }
}
