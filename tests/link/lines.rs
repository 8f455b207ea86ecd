//! Lines that do not come about, break, fall silent or say too much; and whose answer is whose.

use std::time::Duration;

use keytill::acquirer::{Found, HostConfig, profile::TpduCheck};
use tokio::net::{TcpSocket, TcpStream};

use super::*;

/// A listener that has no room for another connection: the kernel does not answer who calls.
pub async fn full_listener() -> (TcpListener, Vec<TcpStream>) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    for _ in 0..2 {
        waiting.push(TcpStream::connect(address).await.unwrap());
    }
    (listener, waiting)
}

#[tokio::test]
async fn a_name_that_nobody_knows() {
    // Not a name at all, so that no name server is asked.
    let mut link = Link::new(HostConfig::plain("no..where:7000".into(), Profile::default()), tmk(), None);
    let fault = link.exchange(&sign_on()).await.unwrap_err();
    assert!(fault.nothing_left() && fault.to_string().contains("name cannot be resolved"), "{fault}");
}

/// Two addresses for the name: nobody listens at the first one.
fn twins(address: &str) -> Found<'_> {
    Box::pin(async move {
        let (name, port) = address.rsplit_once(':').unwrap();
        assert_eq!(name, "pos.acquirer.example");
        Ok(["127.0.0.2", "127.0.0.1"].map(|ip| format!("{ip}:{port}").parse().unwrap()).to_vec())
    })
}

#[tokio::test]
async fn a_name_is_looked_up_and_its_addresses_tried() {
    let listener = listen().await;
    let address = format!("pos.acquirer.example:{}", listener.local_addr().unwrap().port());
    let mut link = Link::new(HostConfig::plain(address, Profile::default()), tmk(), None).found_by(twins);
    let request = sign_on();
    let (answer, _) = join!(link.exchange(&request), async { Peer::accept(&listener).await.answer().await });
    assert_eq!(code(answer), "00");
}

#[tokio::test]
async fn nobody_picks_up() {
    let (listener, _waiting) = full_listener().await;
    let mut link = Link::new(config(&listener, Profile::default()), tmk(), None);
    time::pause();
    let began = time::Instant::now();
    let fault = link.exchange(&sign_on()).await.unwrap_err();
    assert!(fault.nothing_left() && fault.to_string().contains("no connection within 10 s"), "{fault}");
    assert_eq!(began.elapsed().as_secs(), 10);
}

#[tokio::test]
async fn a_reset_between_two_messages_costs_nothing() {
    let (mut link, listener, peer) = signed_on(Profile::default()).await;
    peer.0.set_zero_linger().unwrap();
    drop(peer);
    let request = sale(2);
    let (answer, ()) = join!(link.exchange(&request), answer_once(&listener));
    assert_eq!(code(answer), "00");
}

#[tokio::test]
async fn a_reset_after_the_request_is_an_unknown_outcome() {
    let (mut link, listener, mut peer) = signed_on(Profile::default()).await;
    let request = sale(2);
    let (answer, ()) = join!(link.exchange(&request), async {
        peer.hear().await;
        peer.0.set_zero_linger().unwrap();
        drop(peer);
    });
    let fault = answer.unwrap_err();
    assert!(matches!(fault, LinkFault::Broken { .. }) && !fault.nothing_left(), "{fault}");
    assert!(nobody_calls(&listener).await);
}

#[tokio::test]
async fn half_an_answer_then_silence() {
    let (mut link, _listener, mut peer) = signed_on(Profile::default()).await;
    time::pause();
    let host = tokio::spawn(async move {
        let request = Message::parse(&UNIONPAY, &unsigned_sale_request()).unwrap();
        let answer = framed(&signed(approval(&request)));
        peer.say(&answer[..answer.len() / 2]).await;
        std::future::pending::<()>().await;
    });
    let began = time::Instant::now();
    assert_eq!(link.exchange(&sale(2)).await.unwrap_err(), LinkFault::NoAnswer { seconds: 60 });
    assert_eq!(began.elapsed().as_secs(), 60);
    host.abort();
}

#[tokio::test]
async fn bytes_behind_the_message_in_its_own_frame_are_not_believed() {
    let longer = |request: &Message| framed(&[&signed(approval(request))[..], &[0, 0]].concat());
    assert!(matches!(sale_answered(longer, After::Stay).await, Err(LinkFault::Garbled { .. })));
}

#[tokio::test]
async fn the_answer_of_an_exchange_that_was_given_up_on_is_not_taken_for_the_next() {
    let late_then_ours = |request: &Message| {
        let mut late = approval(request);
        late.set_text(11, "000001").set_text(37, "999999999999");
        [framed(&signed(late)), framed(&signed(approval(request)))].concat()
    };
    let answer = sale_answered(late_then_ours, After::Stay).await.unwrap();
    assert_eq!(answer.result.rrn.unwrap().as_str(), "221301491329");
}

#[tokio::test]
async fn an_approval_of_another_batch_is_not_ours() {
    let other_batch_then_ours = |request: &Message| {
        let mut other = approval(request);
        other.set_text(60, "2200000900060").set_text(37, "999999999999");
        [framed(&signed(other)), framed(&signed(approval(request)))].concat()
    };
    let answer = sale_answered(other_batch_then_ours, After::Stay).await.unwrap();
    assert_eq!(answer.result.rrn.unwrap().as_str(), "221301491329");
}

#[tokio::test]
async fn a_refusal_may_say_which_batch_the_host_has_and_an_answer_may_name_none() {
    let other_batch = |request: &Message| {
        let mut refusal = approval(request);
        refusal.set_text(39, "77").set_text(60, "2200000900060");
        framed(&unsigned(&refusal))
    };
    assert_eq!(code(sale_answered(other_batch, After::Stay).await), "77");
    for field_60 in ["", "22"] {
        let no_batch = |request: &Message| {
            let mut answer = approval(request);
            match field_60 {
                "" => answer.remove(60),
                text => drop(answer.set_text(60, text)),
            };
            framed(&signed(answer))
        };
        assert_eq!(code(sale_answered(no_batch, After::Stay).await), "00");
    }
}

/// An answer with this transport header, to a terminal that sends 6000030000 and checks so.
async fn answered_with_tpdu(tpdu: &str, check: TpduCheck) -> Result<Answer, LinkFault> {
    let profile = Profile { tpdu_check: check, ..Profile::default() };
    let (mut link, _listener, mut peer) = signed_on(profile).await;
    let request = sale(2);
    let (answer, ()) = join!(link.exchange(&request), async {
        let heard = peer.hear().await;
        let mut frame = framed(&signed(approval(&heard)));
        frame[2..7].copy_from_slice(&bytes(tpdu));
        peer.say(&frame).await;
        drop(peer);
    });
    answer
}

#[tokio::test]
async fn the_transport_header_of_an_answer() {
    for tpdu in ["6000000003", "6000030000", "6012345678"] {
        assert_eq!(code(answered_with_tpdu(tpdu, TpduCheck::Off).await), "00", "{tpdu}");
    }
    assert_eq!(code(answered_with_tpdu("6000000003", TpduCheck::Swapped).await), "00");
    for tpdu in ["6000030000", "6012345678", "6100000003"] {
        let fault = answered_with_tpdu(tpdu, TpduCheck::Swapped).await.unwrap_err();
        assert!(matches!(fault, LinkFault::Broken { .. }), "{tpdu}: {fault}");
    }
}

#[tokio::test]
async fn a_host_that_wants_tls_says_so_in_its_own_way() {
    let alert = |_: &Message| bytes("15030100020246");
    let fault = sale_answered(alert, After::Close).await.unwrap_err();
    assert!(!fault.nothing_left() && fault.to_string().contains("[host.tls]"), "{fault}");
}

#[tokio::test]
async fn an_exchange_given_up_while_connecting_leaves_no_trace() {
    let (listener, _waiting) = full_listener().await;
    let mut link = Link::new(config(&listener, Profile::default()), tmk(), None);
    let request = sign_on();
    assert!(time::timeout(Duration::from_millis(1), link.exchange(&request)).await.is_err());
    assert_eq!(link.host_in_use().1, listener.local_addr().unwrap().to_string());
}
