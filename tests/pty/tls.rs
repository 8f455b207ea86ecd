//! `keytill run` over TLS: a door that speaks TLS in front of the host.

use std::{
    fs,
    net::{SocketAddr, TcpListener},
    thread,
};

use crate::{certs::*, terminal::*};

/// Lets whoever has a certificate of this CA through to the host. Ends with the test's process.
fn door(host: SocketAddr, acceptor: tokio_rustls::TlsAcceptor) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    listener.set_nonblocking(true).unwrap();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            while let Ok((tcp, _)) = listener.accept().await {
                let Ok(mut inside) = acceptor.accept(tcp).await else { continue };
                let mut outside = tokio::net::TcpStream::connect(host).await.unwrap();
                let _ = tokio::io::copy_bidirectional(&mut inside, &mut outside).await;
            }
        });
    });
    address
}

/// Where nobody answers, and where the kernel lets nobody in who asks for any port.
const NOBODY: &str = "127.0.0.1:1";

/// The lines of `[host]` with a primary that is gone, a backup behind a door, and TLS.
fn behind(door: SocketAddr, authority: &Authority, own: Option<&Issued>) -> String {
    let own = own.map_or(String::new(), |own| {
        format!("certificate = \"{}\"\nkey = \"{}\"\n", text(&own.certificate), text(&own.key))
    });
    let ca = text(authority.ca());
    format!(
        "address = \"{NOBODY}\"\nbackup = \"{door}\"\n[host.tls]\nca = \"{ca}\"\n{own}server_name = \"{NAME}\"\n\
         [host.profile]\n"
    )
}

/// A box whose configuration has these lines of `[host]` in place of its usual ones.
fn rewrite(rig: &Rig, host: &str) {
    let usual = fs::read_to_string(&rig.config).unwrap();
    let line = format!("address = \"{}\"\n[host.profile]\n", rig.host.address());
    assert!(usual.contains(&line));
    fs::write(&rig.config, usual.replace(&line, host)).unwrap();
}

#[test]
fn a_sale_through_the_backup_over_tls() {
    let authority = Authority::new();
    let ca = authority.ca();
    let manner = Manner { clients: Some(&ca), ..Manner::default() };
    let rig = Rig::new(&Plan::default());
    let door = door(rig.host.address(), acceptor(&authority.issue("host", Flaw::None), manner));
    rewrite(&rig, &behind(door, &authority, Some(&authority.issue("terminal", Flaw::None))));
    let mut till = rig.start();
    till.see("Host backup");
    till.sign_in_to_sell();
    till.see("Reader OK");
    rig.sell(&mut till, "1234", 1, "APPROVED");
    till.leave();
    assert_eq!(states(&rig.data()), ["approved"]);
    assert_agree_with(&rig.data(), &rig.host.snapshot());
    let log = fs::read_to_string(rig.folder.join("keytill.log")).unwrap();
    assert!(log.contains("now with the backup"), "{log}");
    assert!(log.contains("can be read by others"), "the key's permissions are told: {log}");
}

#[test]
fn a_box_without_the_certificate_is_not_let_in_and_its_log_says_why() {
    let authority = Authority::new();
    let ca = authority.ca();
    let manner = Manner { clients: Some(&ca), ..Manner::default() };
    let rig = Rig::new(&Plan::default());
    let door = door(rig.host.address(), acceptor(&authority.issue("host", Flaw::None), manner));
    rewrite(&rig, &behind(door, &authority, None));
    let till = rig.start();
    till.see("Host offline");
    let told =
        || fs::read_to_string(rig.folder.join("keytill.log")).is_ok_and(|log| log.contains("set certificate and key"));
    assert!(within_patience(told));
}
