//! Codes that the real program shows, read from its screen and paid at a gateway under TLS, as on a box.

use std::{fs, net::TcpListener, os::unix::fs::PermissionsExt};

use keytill::sim::{
    gateway::{self, Fault, FaultOrder, Gateway, GatewayConfig, GatewayHandle, Key, State, millis},
    office::Tls,
};

use crate::{certs::*, terminal::*};

const KEY: [u8; 32] = *b"the key of the tests' gateway...";

/// A box that knows an order gateway, and the gateway. A code can be paid for so many seconds.
fn with_gateway(longest: u64) -> (Rig, GatewayHandle) {
    let rig = Rig::new(&Plan::default());
    let authority = Authority::new();
    let terminals = vec![("898310148160568".parse().unwrap(), "T0000042".parse().unwrap())];
    let config = GatewayConfig { longest, ..GatewayConfig::new(terminals, Key::new(KEY)) };
    let Issued { certificate, key } = authority.issue_for("gateway", "127.0.0.1");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let gateway = Gateway::new(config).unwrap();
    let handle = gateway::open(listener, Some(&Tls { certificate, key }), gateway, None).unwrap();
    let file = rig.folder.join("orders.key");
    fs::write(&file, KEY.map(|byte| format!("{byte:02x}")).concat()).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    // In the box's folder, where it lasts as long as the box.
    let ca = rig.folder.join("orders-ca.pem");
    fs::copy(authority.ca(), &ca).unwrap();
    let (ca, file, port) = (text(ca), text(file), handle.address().port());
    let lines = format!("[orders]\ngateway = \"https://127.0.0.1:{port}\"\nca = {ca:?}\nkey_file = {file:?}\n");
    fs::write(&rig.config, fs::read_to_string(&rig.config).unwrap() + &lines).unwrap();
    (rig, handle)
}

/// The till where transactions are chosen.
fn start(rig: &Rig) -> Till {
    let mut till = rig.start();
    till.see("Reader OK");
    till.sign_in("01", "0000");
    till.keys("1");
    till.see("Reprint receipt");
    till
}

/// Orders 12.34 and reads the code from the screen.
fn scanned(till: &mut Till) -> String {
    till.keys("8 9");
    till.see("Type the amount");
    till.keys("1234 Enter");
    let mut found = None;
    assert!(
        within_patience(|| {
            found = read_code(&till.screen());
            found.is_some()
        }),
        "{}",
        till.screen()
    );
    found.unwrap()
}

/// What the gateway's books say of the newest order.
fn newest(gateway: &GatewayHandle) -> State {
    gateway.gateway().entries(millis()).last().unwrap().state
}

#[test]
fn a_code_on_the_screen_is_paid_or_closed_and_nothing_is_lost_by_a_kill() {
    let (rig, gateway) = with_gateway(3600);
    let mut till = start(&rig);
    let code = scanned(&mut till);
    assert!(code.starts_with(&format!("HTTPS://{}/P/", gateway.address())), "{code}");
    // A proxy's answer, and one that somebody else signed, say nothing.
    gateway.gateway().order(FaultOrder { fault: Fault::Proxy(403), count: 1 });
    gateway.gateway().order(FaultOrder { fault: Fault::WrongSignature, count: 1 });
    gateway.gateway().pay(&code, "ecny", millis()).unwrap();
    till.see("APPROVED");
    // CANCEL leaves a verdict too, and is never taken for a bounce.
    till.keys("Esc");
    till.see("Reprint receipt");
    // Given up: closed first, and nobody can pay it any more.
    let code = scanned(&mut till);
    till.keys("Esc");
    till.see("NOT PAID");
    assert!(gateway.gateway().pay(&code, "wechat", millis()).is_err());
    assert_eq!(newest(&gateway), State::Ended);
    // CANCEL leaves a verdict too, and is never taken for a bounce.
    till.keys("Esc");
    till.see("Reprint receipt");
    // Killed while the code is shown, and paid before the program comes back: it is told.
    let code = scanned(&mut till);
    till.kill9();
    gateway.gateway().pay(&code, "alipay", millis()).unwrap();
    drop(till);
    let mut till = rig.start();
    till.see("APPROVED");
    till.sign_in("01", "0000");
    // Killed, and not paid: closed by itself.
    till.keys("1");
    till.see("Reprint receipt");
    scanned(&mut till);
    till.kill9();
    drop(till);
    let mut till = rig.start();
    till.see("NOT PAID");
    assert_eq!(newest(&gateway), State::Ended);
    till.sign_in("01", "0000");
    // The first one is given back in parts.
    till.keys("1");
    till.see("Reprint receipt");
    let first = gateway.gateway().entries(millis())[0].clone();
    assert_eq!((first.state, first.amount), (State::Paid, 1234));
    let log = fs::read_to_string(rig.folder.join("keytill.log")).unwrap_or_default();
    assert!(!log.contains(&KEY.map(|byte| format!("{byte:02x}")).concat()), "the key is in the log");
    assert!(log.contains("has not signed"), "{log}");
}

#[test]
fn a_code_that_nobody_pays_expires_and_one_that_is_paid_late_is_told() {
    let (rig, gateway) = with_gateway(4);
    let mut till = start(&rig);
    scanned(&mut till);
    till.see("Nobody paid in time");
    assert_eq!(newest(&gateway), State::Ended);
    // CANCEL leaves a verdict too, and is never taken for a bounce.
    till.keys("Esc");
    till.see("Reprint receipt");
    let code = scanned(&mut till);
    gateway.gateway().pay_late(&code, "unionpay", millis(), 2_000).unwrap();
    till.see("The customer is paying");
    till.see("Paid after it was cancelled");
    assert_eq!(newest(&gateway), State::Paid);
}
