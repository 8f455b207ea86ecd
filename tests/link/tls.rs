//! TLS to the host: what is let through, what is refused and with which words, and what may lie on a kept connection.

use std::fs;

use keytill::acquirer::{HostConfig, Place, TlsConfig};
use link_host::certs::*;
use tokio::{io::AsyncWriteExt, net::TcpStream};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

use super::*;

type TlsPeer = Peer<TlsStream<TcpStream>>;

/// The host's end of one connection, its handshake done on its side. An error is a terminal that was not let in.
async fn try_accept(listener: &TcpListener, acceptor: &TlsAcceptor) -> std::io::Result<TlsPeer> {
    let Peer(tcp) = Peer::accept(listener).await;
    time::timeout(PATIENCE, acceptor.accept(tcp)).await.expect("the terminal shakes hands").map(Peer)
}

async fn accept(listener: &TcpListener, acceptor: &TlsAcceptor) -> TlsPeer {
    try_accept(listener, acceptor).await.unwrap()
}

/// The configuration of a terminal that trusts this CA.
fn trusting(authority: &Authority, listener: &TcpListener) -> HostConfig {
    let tls = TlsConfig {
        ca: authority.ca(),
        certificate: None,
        key: None,
        server_name: Some(NAME.into()),
        backup_server_name: None,
    };
    HostConfig { tls: Some(tls), ..config(listener, Profile::default()) }
}

/// A link that has signed on over TLS, and the host's end of its connection.
async fn signed_on_over(manner: Manner<'_>) -> (Link, TcpListener, TlsAcceptor, TlsPeer) {
    let authority = Authority::new();
    let acceptor = acceptor(&authority.issue("host", Flaw::None), manner);
    let listener = listen().await;
    let mut link = Link::new(trusting(&authority, &listener), tmk(), None);
    // The link reads its files when it first connects.
    let peer = first_sign_on(&mut link, &listener, &acceptor).await;
    (link, listener, acceptor, peer)
}

async fn first_sign_on(link: &mut Link, listener: &TcpListener, acceptor: &TlsAcceptor) -> TlsPeer {
    let request = sign_on();
    let (answer, peer) = join!(link.exchange(&request), async {
        let mut peer = accept(listener, acceptor).await;
        peer.answer().await;
        peer
    });
    assert_eq!(code(answer), "00");
    peer
}

/// A sale on a new connection.
async fn sell_anew(link: &mut Link, listener: &TcpListener, acceptor: &TlsAcceptor, stan: u32) -> TlsPeer {
    let request = sale(stan);
    let (answer, peer) = join!(link.exchange(&request), async {
        let mut peer = accept(listener, acceptor).await;
        peer.answer().await;
        peer
    });
    assert_eq!(code(answer), "00");
    peer
}

/// The fault of a link that the host does not let in, or that does not let the host in.
async fn refused(config: HostConfig, listener: &TcpListener, acceptor: &TlsAcceptor) -> LinkFault {
    let mut link = Link::new(config, tmk(), None);
    let request = sign_on();
    let (answer, ()) = join!(link.exchange(&request), async {
        if let Ok(mut peer) = try_accept(listener, acceptor).await {
            use tokio::io::AsyncReadExt;
            let heard = peer.0.read_u8().await;
            assert!(heard.is_err(), "a byte of the request has left");
        }
    });
    let fault = answer.unwrap_err();
    assert!(fault.nothing_left(), "{fault}");
    fault
}

#[tokio::test]
async fn a_day_over_each_version_on_one_connection() {
    for versions in [BOTH, ONLY_12, ONLY_13] {
        let (mut link, listener, _, mut peer) = signed_on_over(Manner { versions, ..Manner::default() }).await;
        for stan in 2..5 {
            sell(&mut link, &mut peer, stan).await;
        }
        assert!(nobody_calls(&listener).await);
    }
}

#[tokio::test]
async fn a_certificate_that_is_not_as_it_should_be() {
    let (ours, theirs) = (Authority::new(), Authority::new());
    for (issuer, flaw, expected) in [
        (&theirs, Flaw::None, "not from the CA in"),
        (&ours, Flaw::Expired, "has expired"),
        (&ours, Flaw::OtherName, "not for pos.bank.example"),
    ] {
        let listener = listen().await;
        let acceptor = acceptor(&issuer.issue("host", flaw), Manner::default());
        let text = refused(trusting(&ours, &listener), &listener, &acceptor).await.to_string();
        assert!(text.contains(expected), "{expected}: {text}");
    }
}

#[tokio::test]
async fn the_name_in_the_certificate_is_that_of_the_address_unless_given() {
    let authority = Authority::new();
    let acceptor = acceptor(&authority.issue("host", Flaw::None), Manner::default());
    let listener = listen().await;
    let mut config = trusting(&authority, &listener);
    config.tls.as_mut().unwrap().server_name = None;
    let text = refused(config, &listener, &acceptor).await.to_string();
    assert!(text.contains("not for 127.0.0.1"), "{text}");
}

#[tokio::test]
async fn a_host_that_wants_certificates_gets_ours() {
    let authority = Authority::new();
    let ca = authority.ca();
    let own = authority.issue("terminal", Flaw::None);
    for (versions, tickets) in [(ONLY_12, 0), (ONLY_13, 2), (ONLY_13, 0)] {
        let manner = Manner { versions, clients: Some(&ca), tickets };
        let acceptor = acceptor(&authority.issue("host", Flaw::None), manner);
        let listener = listen().await;
        let mut config = trusting(&authority, &listener);
        let tls = config.tls.as_mut().unwrap();
        (tls.certificate, tls.key) = (Some(own.certificate.clone()), Some(own.key.clone()));
        let mut link = Link::new(config, tmk(), None);
        let mut peer = first_sign_on(&mut link, &listener, &acceptor).await;
        sell(&mut link, &mut peer, 2).await;
    }
}

/// In TLS 1.3 the host judges our certificate after our side of the handshake is done. Nothing may have left by then.
#[tokio::test]
async fn a_host_that_wants_another_certificate_or_any() {
    let (authority, stranger) = (Authority::new(), Authority::new());
    let ca = authority.ca();
    let (strange, expired) = (stranger.issue("terminal", Flaw::None), authority.issue("old", Flaw::Expired));
    for versions in [ONLY_12, ONLY_13] {
        let manner = Manner { versions, clients: Some(&ca), ..Manner::default() };
        let acceptor = acceptor(&authority.issue("host", Flaw::None), manner);
        for (own, expected) in [
            (None, "set certificate and key in [host.tls]"),
            (Some(&strange), "refuses this terminal's certificate"),
            (Some(&expired), "this terminal's certificate has expired"),
        ] {
            let listener = listen().await;
            let mut config = trusting(&authority, &listener);
            let tls = config.tls.as_mut().unwrap();
            tls.certificate = own.map(|own| own.certificate.clone());
            tls.key = own.map(|own| own.key.clone());
            let text = refused(config, &listener, &acceptor).await.to_string();
            assert!(text.contains(expected), "{expected}: {text}");
        }
    }
}

#[tokio::test]
async fn a_host_without_tls() {
    let authority = Authority::new();
    for reply in [&b"\x00\x05hello"[..], b""] {
        let listener = listen().await;
        let mut link = Link::new(trusting(&authority, &listener), tmk(), None);
        let request = sign_on();
        let (answer, ()) = join!(link.exchange(&request), async {
            let mut peer = Peer::accept(&listener).await;
            peer.say(reply).await;
            drop(peer);
        });
        let fault = answer.unwrap_err();
        assert!(fault.nothing_left() && fault.to_string().contains("check the port"), "{fault}");
    }
}

#[tokio::test]
async fn a_host_without_tls_that_waits_for_more() {
    let authority = Authority::new();
    let listener = listen().await;
    let mut link = Link::new(trusting(&authority, &listener), tmk(), None);
    time::pause();
    let began = time::Instant::now();
    let fault = link.exchange(&sign_on()).await.unwrap_err();
    assert!(fault.nothing_left() && fault.to_string().contains("as with a host without TLS"), "{fault}");
    assert_eq!(began.elapsed().as_secs(), 10);
}

#[tokio::test]
async fn files_that_cannot_be_used_are_named_and_read_again_once_they_are_right() {
    let authority = Authority::new();
    let acceptor = acceptor(&authority.issue("host", Flaw::None), Manner::default());
    let listener = listen().await;
    let config = trusting(&authority, &listener);
    let good = fs::read(authority.ca()).unwrap();
    fs::write(authority.ca(), "SECRET, and no PEM").unwrap();
    let refusal = config.check_files().unwrap_err();
    assert!(refusal.contains("host.tls.ca") && refusal.contains("ca.pem") && !refusal.contains("SECRET"), "{refusal}");
    let mut link = Link::new(config, tmk(), None);
    let fault = link.exchange(&sign_on()).await.unwrap_err();
    assert!(fault.nothing_left() && fault.to_string().contains("ca.pem"), "{fault}");
    assert!(nobody_calls(&listener).await);
    // A CA, and the wrong one: that comes out with the first handshake.
    fs::copy(Authority::new().ca(), authority.ca()).unwrap();
    let request = sign_on();
    let (answer, let_in) = join!(link.exchange(&request), try_accept(&listener, &acceptor));
    assert!(answer.unwrap_err().nothing_left() && let_in.is_err());
    fs::write(authority.ca(), good).unwrap();
    first_sign_on(&mut link, &listener, &acceptor).await;
}

#[tokio::test]
async fn a_key_that_is_not_the_certificates() {
    let authority = Authority::new();
    let (one, other) = (authority.issue("one", Flaw::None), authority.issue("other", Flaw::None));
    let listener = listen().await;
    let mut config = trusting(&authority, &listener);
    let tls = config.tls.as_mut().unwrap();
    (tls.certificate, tls.key) = (Some(one.certificate), Some(other.key));
    let refusal = config.check_files().unwrap_err();
    assert!(refusal.contains("host.tls.key") && refusal.contains("cannot be used with the certificate"), "{refusal}");
}

#[tokio::test]
async fn the_answer_may_end_the_connection() {
    let (mut link, listener, acceptor, mut peer) = signed_on_over(Manner::default()).await;
    // The host ends its side alone: its TCP connection stays open.
    peer.0.shutdown().await.unwrap();
    let _half_closed = peer;
    sell_anew(&mut link, &listener, &acceptor, 2).await;
}

#[tokio::test]
async fn an_end_in_place_of_an_answer_is_an_unknown_outcome() {
    for with_notice in [true, false] {
        let (mut link, listener, _, mut peer) = signed_on_over(Manner::default()).await;
        let request = sale(2);
        let (answer, _peer) = join!(link.exchange(&request), async {
            let heard = peer.hear().await;
            peer.say(&framed(&signed(approval(&heard)))[..20]).await;
            if with_notice {
                peer.0.shutdown().await.unwrap();
                return Some(peer);
            }
            drop(peer);
            None
        });
        let fault = answer.unwrap_err();
        assert!(matches!(fault, LinkFault::Broken { .. }) && !fault.nothing_left(), "{fault}");
        assert!(nobody_calls(&listener).await);
    }
}

#[tokio::test]
async fn silence_over_tls() {
    let (mut link, _listener, _, _peer) = signed_on_over(Manner::default()).await;
    time::pause();
    assert_eq!(link.exchange(&sale(2)).await.unwrap_err(), LinkFault::NoAnswer { seconds: 60 });
}

#[tokio::test]
async fn stray_bytes_on_a_kept_connection_do_not_become_the_next_answer() {
    let (mut link, listener, acceptor, mut peer) = signed_on_over(Manner::default()).await;
    // In a record of their own, after the exchange.
    peer.say(b"\x00").await;
    let mut peer = sell_anew(&mut link, &listener, &acceptor, 2).await;
    // Half a record.
    peer.0.get_mut().0.write_all(&bytes("1703030020AABB")).await.unwrap();
    let mut peer = sell_anew(&mut link, &listener, &acceptor, 5).await;
    // In one record with the answer.
    let request = sale(3);
    let (answer, ()) = join!(link.exchange(&request), async {
        let heard = peer.hear().await;
        let answer = framed(&signed(approval(&heard)));
        peer.say(&[&answer[..], &answer[..20]].concat()).await;
    });
    assert_eq!(code(answer), "00");
    sell_anew(&mut link, &listener, &acceptor, 4).await;
}

/// The tickets of TLS 1.3 come after the handshake and are read with the first answer; here the connection is put aside
/// before that, because the keys are another host's.
#[tokio::test]
async fn unread_session_tickets_are_no_stray_bytes() {
    for tickets in [0, 1, 2, 4] {
        let authority = Authority::new();
        let manner = Manner { versions: ONLY_13, tickets, ..Manner::default() };
        let acceptor = acceptor(&authority.issue("host", Flaw::None), manner);
        let (primary, backup) = (listen().await, listen().await);
        let config = HostConfig {
            backup: Some(backup.local_addr().unwrap().to_string()),
            backup_shares_keys: false,
            ..trusting(&authority, &primary)
        };
        let mut link = Link::new(config, tmk(), None);
        drop(first_sign_on(&mut link, &primary, &acceptor).await);
        drop(primary);
        let request = sale(2);
        let (answer, mut peer) = join!(link.exchange(&request), accept(&backup, &acceptor));
        assert_eq!(answer.unwrap_err(), LinkFault::NotSignedOn);
        let request = sign_on();
        let (answer, _) = join!(link.exchange(&request), peer.answer());
        assert_eq!(code(answer), "00", "with {tickets} tickets");
        assert!(nobody_calls(&backup).await);
    }
}

#[tokio::test]
async fn each_host_may_have_a_certificate_of_its_own() {
    let authority = Authority::new();
    let acceptor = acceptor(&authority.issue("backup", Flaw::OtherName), Manner::default());
    let backup = listen().await;
    let gone = listen().await;
    let mut config =
        HostConfig { backup: Some(backup.local_addr().unwrap().to_string()), ..trusting(&authority, &gone) };
    drop(gone);
    config.tls.as_mut().unwrap().backup_server_name = Some("other.example".into());
    let mut link = Link::new(config, tmk(), None);
    first_sign_on(&mut link, &backup, &acceptor).await;
    assert_eq!(link.host_in_use().0, Place::Backup);
}

#[tokio::test]
async fn a_primary_whose_certificate_has_expired_counts_as_gone() {
    let authority = Authority::new();
    let expired = acceptor(&authority.issue("old", Flaw::Expired), Manner::default());
    let good = acceptor(&authority.issue("host", Flaw::None), Manner::default());
    let (primary, backup) = (listen().await, listen().await);
    let config =
        HostConfig { backup: Some(backup.local_addr().unwrap().to_string()), ..trusting(&authority, &primary) };
    let mut link = Link::new(config, tmk(), None);
    let request = sign_on();
    let (answer, ..) =
        join!(link.exchange(&request), async { assert!(try_accept(&primary, &expired).await.is_err()) }, async {
            accept(&backup, &good).await.answer().await
        });
    assert_eq!(code(answer), "00");
}

/// Each connection shakes hands in full: a host whose certificate has expired since is not let in by an old session.
#[tokio::test]
async fn sessions_are_not_resumed() {
    let (mut link, listener, acceptor, peer) = signed_on_over(Manner::default()).await;
    drop(peer);
    let peer = sell_anew(&mut link, &listener, &acceptor, 2).await;
    let kind = peer.0.get_ref().1.handshake_kind();
    assert_eq!(kind, Some(tokio_rustls::rustls::HandshakeKind::Full));
}
