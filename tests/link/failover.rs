//! The backup host while the primary is gone, and the way back. Never is anything sent twice.

use std::{net::SocketAddr, time::Duration};

use keytill::acquirer::{Found, HostConfig, Place};
use tokio::{io::AsyncReadExt, net::TcpSocket};

use super::{lines::full_listener, *};

/// A primary that is gone, whose address nobody else gets until it listens there, a backup that is there, and a link that knows both.
async fn primary_gone(profile: Profile, backup_shares_keys: bool) -> (Link, TcpSocket, TcpListener) {
    let gone = kept("127.0.0.1:0".parse().unwrap());
    let backup = listen().await;
    let config = HostConfig {
        backup: Some(backup.local_addr().unwrap().to_string()),
        return_minutes: 1.try_into().unwrap(),
        backup_shares_keys,
        ..HostConfig::plain(address(&gone), profile)
    };
    (Link::new(config, tmk(), None), gone, backup)
}

/// Takes an address without listening there.
fn kept(address: SocketAddr) -> TcpSocket {
    let socket = TcpSocket::new_v4().unwrap();
    // Connections of before may still be ending there.
    socket.set_reuseaddr(true).unwrap();
    socket.bind(address).unwrap();
    socket
}

/// Stops listening, and keeps the address.
fn stopped(listener: TcpListener) -> TcpSocket {
    let address = listener.local_addr().unwrap();
    drop(listener);
    kept(address)
}

fn address(socket: &TcpSocket) -> String {
    socket.local_addr().unwrap().to_string()
}

/// Keeps connections for as long as can be set.
fn patient() -> Profile {
    Profile { idle_limit: 300.try_into().unwrap(), ..Profile::default() }
}

/// Asks on a new connection, and gives back the host's end.
async fn ask_anew(link: &mut Link, listener: &TcpListener, request: Request) -> Peer {
    let (answer, peer) = join!(link.exchange(&request), async {
        let mut peer = Peer::accept(listener).await;
        peer.answer().await;
        peer
    });
    assert_eq!(code(answer), "00");
    peer
}

/// A name server that never answers about one name. Numbers need none.
fn deaf(address: &str) -> Found<'_> {
    Box::pin(async move {
        match address.parse() {
            Ok(number) => Ok(vec![number]),
            Err(_) => std::future::pending().await,
        }
    })
}

async fn pass(duration: Duration) {
    time::pause();
    time::advance(duration).await;
    time::resume();
}

fn echo() -> Request {
    Request::Echo { batch: BatchNo::FIRST }
}

#[tokio::test]
async fn the_backup_answers_in_the_same_exchange_and_stays() {
    let (mut link, gone, backup) = primary_gone(patient(), true).await;
    assert_eq!(link.host_in_use(), (Place::Primary, &*address(&gone)));
    let mut peer = ask_anew(&mut link, &backup, sign_on()).await;
    assert_eq!(link.host_in_use(), (Place::Backup, &*backup.local_addr().unwrap().to_string()));
    let primary = gone.listen(8).unwrap();
    sell(&mut link, &mut peer, 2).await;
    drop(peer);
    let mut peer = ask_anew(&mut link, &backup, sale(3)).await;
    pass(Duration::from_secs(61)).await;
    // Someone waits at the counter: no time for a look at the primary.
    sell(&mut link, &mut peer, 4).await;
    assert!(nobody_calls(&primary).await);
    assert_eq!(link.host_in_use().0, Place::Backup);
}

#[tokio::test]
async fn a_quiet_message_goes_back_to_the_primary_when_it_is_there() {
    let (mut link, gone, backup) = primary_gone(patient(), true).await;
    let mut old = ask_anew(&mut link, &backup, sign_on()).await;
    let primary = gone.listen(8).unwrap();
    pass(Duration::from_secs(59)).await;
    let request = echo();
    let (answer, _) = join!(link.exchange(&request), old.answer());
    assert_eq!(code(answer), "00");
    pass(Duration::from_secs(2)).await;
    let mut peer = ask_anew(&mut link, &primary, echo()).await;
    assert_eq!(link.host_in_use(), (Place::Primary, &*primary.local_addr().unwrap().to_string()));
    sell(&mut link, &mut peer, 2).await;
    assert_eq!(old.0.read(&mut [0]).await.unwrap(), 0, "the connection to the backup is closed");
    assert!(nobody_calls(&backup).await);
}

#[tokio::test]
async fn a_primary_that_is_still_gone_is_left_alone_for_another_while() {
    let (mut link, gone, backup) = primary_gone(patient(), true).await;
    let mut peer = ask_anew(&mut link, &backup, sign_on()).await;
    pass(Duration::from_secs(61)).await;
    let request = echo();
    let (answer, _) = join!(link.exchange(&request), peer.answer());
    assert_eq!(code(answer), "00");
    let primary = gone.listen(8).unwrap();
    pass(Duration::from_secs(30)).await;
    let (answer, _) = join!(link.exchange(&request), peer.answer());
    assert_eq!(code(answer), "00");
    assert!(nobody_calls(&primary).await);
    pass(Duration::from_secs(31)).await;
    ask_anew(&mut link, &primary, echo()).await;
}

#[tokio::test]
async fn a_backup_that_goes_hands_back_to_the_primary_at_once() {
    let (mut link, gone, backup) = primary_gone(patient(), true).await;
    drop(ask_anew(&mut link, &backup, sign_on()).await);
    let _gone = stopped(backup);
    let primary = gone.listen(8).unwrap();
    ask_anew(&mut link, &primary, sale(2)).await;
    assert_eq!(link.host_in_use().0, Place::Primary);
}

#[tokio::test]
async fn a_primary_that_does_not_pick_up_takes_its_limit_and_no_more() {
    let (primary, _waiting) = full_listener().await;
    let backup = listen().await;
    let config =
        HostConfig { backup: Some(backup.local_addr().unwrap().to_string()), ..config(&primary, Profile::default()) };
    let mut link = Link::new(config, tmk(), None);
    time::pause();
    let began = time::Instant::now();
    let request = sign_on();
    let (answer, waited) = join!(link.exchange(&request), async {
        let stream = backup.accept().await.unwrap().0;
        let waited = began.elapsed();
        time::resume();
        Peer(stream).answer().await;
        waited
    });
    assert_eq!(code(answer), "00");
    assert!((10..=20).contains(&waited.as_secs()), "{waited:?}");
}

#[tokio::test]
async fn no_host_at_all() {
    let (mut link, gone, backup) = primary_gone(patient(), true).await;
    let second = backup.local_addr().unwrap().to_string();
    let _gone = stopped(backup);
    let fault = link.exchange(&sign_on()).await.unwrap_err();
    assert!(fault.nothing_left());
    let text = fault.to_string();
    assert!(text.contains(&address(&gone)) && text.contains(&second), "{text}");
    assert_eq!(link.host_in_use().0, Place::Primary);
}

#[tokio::test]
async fn what_has_left_for_one_host_never_goes_to_the_other() {
    let (primary, backup) = (listen().await, listen().await);
    let config =
        HostConfig { backup: Some(backup.local_addr().unwrap().to_string()), ..config(&primary, Profile::default()) };
    let mut link = Link::new(config, tmk(), None);
    drop(ask_anew(&mut link, &primary, sign_on()).await);
    for stan in 2..12 {
        let request = sale(stan);
        let (answer, ()) = join!(link.exchange(&request), async {
            let mut peer = Peer::accept(&primary).await;
            for _ in 2..stan {
                peer.0.read_u8().await.unwrap();
            }
            drop(peer);
        });
        let fault = answer.unwrap_err();
        assert!(!fault.nothing_left(), "{fault}");
        assert!(nobody_calls(&backup).await && nobody_calls(&primary).await, "{stan}");
    }
}

#[tokio::test]
async fn a_backup_with_keys_of_its_own_wants_a_sign_on_first() {
    let (primary, backup) = (listen().await, listen().await);
    let config = HostConfig {
        backup: Some(backup.local_addr().unwrap().to_string()),
        backup_shares_keys: false,
        return_minutes: 1.try_into().unwrap(),
        ..config(&primary, patient())
    };
    let mut link = Link::new(config, tmk(), None);
    drop(ask_anew(&mut link, &primary, sign_on()).await);
    let gone = stopped(primary);
    let fault = link.exchange(&sale(2)).await.unwrap_err();
    assert_eq!(fault, LinkFault::NotSignedOn);
    assert!(fault.nothing_left() && !link.is_signed_on());
    let mut peer = ask_anew(&mut link, &backup, sign_on()).await;
    sell(&mut link, &mut peer, 2).await;
    // And the same on the way back.
    let primary = gone.listen(8).unwrap();
    pass(Duration::from_secs(61)).await;
    assert_eq!(link.exchange(&echo()).await.unwrap_err(), LinkFault::NotSignedOn);
    let mut peer = ask_anew(&mut link, &primary, sign_on()).await;
    sell(&mut link, &mut peer, 3).await;
    assert!(nobody_calls(&backup).await);
}

#[tokio::test]
async fn a_backup_that_shares_the_keys_takes_the_sale_at_once() {
    let (mut link, gone, backup) = primary_gone(patient(), true).await;
    let primary = gone.listen(8).unwrap();
    drop(ask_anew(&mut link, &primary, sign_on()).await);
    let _gone = stopped(primary);
    ask_anew(&mut link, &backup, sale(2)).await;
}

/// The limit of a connection holds for the name as well: what the box says names the host, and nothing has left.
#[tokio::test(start_paused = true)]
async fn a_name_server_that_never_answers_ends_with_the_limit_of_the_connection() {
    let config = HostConfig::plain("pos.acquirer.example:7000".into(), Profile::default());
    let mut link = Link::new(config, tmk(), None).found_by(deaf);
    let began = time::Instant::now();
    let request = sign_on();
    let ended = time::timeout(Duration::from_secs(3600), link.exchange(&request)).await;
    let fault = ended.expect("the limit holds for the name").unwrap_err();
    assert_eq!(began.elapsed().as_secs(), 10);
    assert!(fault.nothing_left(), "{fault}");
    for part in ["pos.acquirer.example:7000", "no answer about its name within 10 s", "check the name servers"] {
        assert!(fault.to_string().contains(part), "{fault}");
    }
}

#[tokio::test]
async fn the_backup_is_tried_when_no_name_server_answers_about_the_primary() {
    let backup = listen().await;
    let config = HostConfig {
        backup: Some(backup.local_addr().unwrap().to_string()),
        ..HostConfig::plain("pos.acquirer.example:7000".into(), Profile::default())
    };
    let mut link = Link::new(config, tmk(), None).found_by(deaf);
    time::pause();
    let began = time::Instant::now();
    let request = sign_on();
    let (answer, waited) = join!(link.exchange(&request), async {
        // The clock runs by itself up to here; sockets want a real one.
        time::sleep(Duration::from_millis(9_990)).await;
        time::resume();
        let mut peer = Peer::accept(&backup).await;
        let waited = began.elapsed();
        peer.answer().await;
        waited
    });
    assert_eq!(code(answer), "00");
    assert_eq!(waited.as_secs(), 10);
    assert_eq!(link.host_in_use().0, Place::Backup);
}
