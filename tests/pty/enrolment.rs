//! A number of one's own through the real program, from the request to the first live sale: with a telephone that scans the screen,
//! and with a code. The service is under TLS, as on a box.

use std::{
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    os::unix::fs::PermissionsExt,
    sync::{Arc, Mutex},
    time::Duration,
};

use keytill::sim::office::{self, Office, OfficeConfig, OfficeHandle, ShortMessage, Tls};
use tokio_rustls::rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned,
    crypto::ring,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};

use crate::{certs::*, roster::Office as HeadOffice, terminal::*};

const TOKEN: &str = "token-of-the-tests";

/// A box that knows an enrolment service, and the service.
struct Enrolling {
    rig: Rig,
    authority: Authority,
    sent: Arc<Mutex<Vec<ShortMessage>>>,
    office: OfficeHandle,
}

impl Enrolling {
    fn new(change: impl FnOnce(&mut OfficeConfig)) -> Enrolling {
        Enrolling::on(Rig::new(&Plan::default()), change)
    }

    fn on(rig: Rig, change: impl FnOnce(&mut OfficeConfig)) -> Enrolling {
        let authority = Authority::new();
        let terminals = ["T0000042", "T0000043"].map(|id| ("898310148160568".parse().unwrap(), id.parse().unwrap()));
        let mut config = OfficeConfig::new(terminals.into(), TOKEN);
        change(&mut config);
        let sent = Arc::new(Mutex::new(Vec::new()));
        let told = Arc::clone(&sent);
        let told = Box::new(move |message: &ShortMessage| told.lock().unwrap().push(message.clone()));
        let Issued { certificate, key } = authority.issue_for("office", "127.0.0.1");
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let office = office::open(listener, Some(&Tls { certificate, key }), Office::new(config, told)).unwrap();
        let enrolling = Enrolling { rig, authority, sent, office };
        let usual = fs::read_to_string(&enrolling.rig.config).unwrap();
        let head = if usual.contains("[enrolment]") { "" } else { "[enrolment]\n" };
        fs::write(&enrolling.rig.config, usual + head + &enrolling.lines()).unwrap();
        enrolling
    }

    /// The lines of `[enrolment]` of this box.
    fn lines(&self) -> String {
        let file = self.rig.folder.join("token");
        fs::write(&file, TOKEN).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        let (ca, file) = (text(self.authority.ca()), text(file));
        format!("service = \"{}\"\nca = {ca:?}\ntoken_file = {file:?}\n", self.service())
    }

    fn service(&self) -> String {
        format!("https://127.0.0.1:{}", self.office.address().port())
    }

    /// The till at its first screen, with a reader.
    fn start(&self) -> Till {
        let till = self.rig.start();
        till.see("Reader OK");
        till.see("No number yet? Press Up");
        till
    }

    /// What a telephone gets: status and page.
    fn telephone(&self, method: &str, address: &str, form: &str) -> (u16, String) {
        let path = address.split_at(self.service().len()).1;
        self.ask(method, path, "Content-Type: application/x-www-form-urlencoded", form)
    }

    /// Whether another terminal gets operator 02.
    fn claimed_elsewhere(&self, take_over: bool) -> bool {
        let path = "/v1/898310148160568/T0000043/leases/02";
        let body = format!("{{\"take_over\":{take_over}}}");
        self.ask("PUT", path, &format!("Authorization: Bearer {TOKEN}"), &body).0 == 200
    }

    /// A request under TLS; status and body of the answer.
    fn ask(&self, method: &str, path: &str, header: &str, body: &str) -> (u16, String) {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(self.authority.ca()).unwrap()).unwrap();
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = ServerName::try_from("127.0.0.1").unwrap();
        let tcp = TcpStream::connect(self.office.address()).unwrap();
        tcp.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let mut line = StreamOwned::new(ClientConnection::new(Arc::new(config), name).unwrap(), tcp);
        write!(
            line,
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Language: en\r\nConnection: close\r\n\
             {header}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = Vec::new();
        let _ = line.read_to_end(&mut answer);
        let answer = String::from_utf8(answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
    }
}

/// What the code on the screen says, as soon as there is one.
#[track_caller]
fn scanned(till: &Till) -> String {
    let mut found = None;
    assert!(within_patience(|| {
        found = read_code(&till.screen());
        found.is_some()
    }));
    found.unwrap()
}

/// Chooses a password, and has 00 approve the number.
fn choose_and_approve(till: &mut Till, number: &str) {
    till.keys("2580 Enter");
    till.see("Once more");
    till.keys("2580 Enter");
    till.see("Training only until the");
    till.keys("Enter");
    till.sign_in(number, "2580");
    till.keys("1 1");
    till.see(&format!("{number} is not approved yet: training only"));
    till.keys("Esc Esc");
    till.sign_in("00", "123456");
    till.keys("2");
    till.see("Operators");
    till.keys("6");
    till.keys(number);
    till.see(&format!("{number} waits for approval"));
    till.keys("Up");
    till.see("Approved: may sell now");
    till.keys("Esc Esc Esc");
}

const ZHANG: &str = "name=%E5%BC%A0%E4%B8%89&mobile=13812341234";

#[test]
fn from_the_code_on_the_screen_to_the_first_live_sale() {
    let enrolling = Enrolling::new(|_| {});
    let mut till = enrolling.start();
    till.keys("Up 1");
    let address = scanned(&till);
    let service = enrolling.service().to_uppercase();
    assert!(address.starts_with(&format!("{service}/T0000042/")), "{address}");
    let foreign = address.replace("T0000042", "T0000043");
    assert_eq!(enrolling.telephone("POST", &foreign, ZHANG).0, 404, "a code of another terminal");
    let (status, page) = enrolling.telephone("GET", &address, "");
    assert!(status == 200 && page.contains("T0000042"), "{page}");
    let (status, page) = enrolling.telephone("POST", &address, ZHANG);
    assert!(status == 200 && page.contains("<p class=\"big\" id=\"number\">02</p>"), "{page}");
    assert_eq!(enrolling.telephone("POST", &address, "name=Li&mobile=13912341234").0, 409, "played again");
    till.see("张三  138****1234");
    choose_and_approve(&mut till, "02");
    till.type_bytes(b"13812341234\r2580\r");
    till.see("Operator 02");
    till.keys("1");
    till.see("Reprint receipt");
    enrolling.rig.sell(&mut till, "1234", 1, "APPROVED");
    assert_eq!(enrolling.rig.host.snapshot().totals(1).debit.count, 1);
    let log = fs::read_to_string(enrolling.rig.folder.join("keytill.log")).unwrap_or_default();
    let challenge = address.rsplit('/').next().unwrap();
    assert!(!log.contains("13812341234") && !log.contains(challenge) && !log.contains(TOKEN), "{log}");
}

#[test]
fn from_the_short_message_to_the_first_live_sale() {
    let enrolling = Enrolling::new(|_| {});
    let mut till = enrolling.start();
    till.keys("Up 2");
    till.see("Type your mobile number");
    till.type_bytes(b"13812341234\r");
    till.see("138****1234");
    let code = enrolling.sent.lock().unwrap()[0].code.clone();
    let wrong = if code == "000000" { "000001" } else { "000000" };
    till.type_bytes(format!("{wrong}\r").as_bytes());
    till.see("Wrong code, 4 more to try");
    till.type_bytes(format!("{code}\r").as_bytes());
    till.see("Your number");
    choose_and_approve(&mut till, "02");
    till.sign_in("02", "2580");
    till.keys("1");
    till.see("Reprint receipt");
    enrolling.rig.sell(&mut till, "1234", 1, "APPROVED");
}

#[test]
fn a_challenge_and_a_code_expire() {
    let enrolling = Enrolling::new(|config| config.challenge = Duration::from_secs(2));
    let mut till = enrolling.start();
    till.keys("Up 1");
    let address = scanned(&till);
    till.see("Time is over. Begin again");
    assert_eq!(enrolling.telephone("POST", &address, ZHANG).0, 410);
    till.keys("Esc Up 2");
    till.see("Type your mobile number");
    till.type_bytes(b"13812341234\r");
    till.see("Type the six digits");
    till.see("Time is over. Begin again");
}

#[test]
fn a_service_that_does_not_let_the_terminal_in_or_is_not_there() {
    let enrolling = Enrolling::new(|_| {});
    let file = enrolling.rig.folder.join("token");
    fs::write(&file, "token-of-somebody-else").unwrap();
    let mut till = enrolling.start();
    till.keys("Up 1");
    till.see("does not know this terminal");
    drop(till);
    // Another CA: who answers there may be anybody.
    let config = fs::read_to_string(&enrolling.rig.config).unwrap();
    let other = Authority::new();
    fs::write(&enrolling.rig.config, config.replace(&text(enrolling.authority.ca()), &text(other.ca()))).unwrap();
    let mut till = enrolling.start();
    till.keys("Up 1");
    till.see("The service does not answer");
    let log = fs::read_to_string(enrolling.rig.folder.join("keytill.log")).unwrap();
    assert!(log.contains("is not from the CA in"), "{log}");
    till.keys("Esc");
    till.see("Type your two-digit number");
    till.sign_in("01", "0000");
}

#[test]
fn an_operator_of_two_terminals_is_at_one_of_them() {
    let enrolling = Enrolling::new(|_| {});
    let mut till = enrolling.start();
    till.keys("Up 2");
    till.see("Type your mobile number");
    till.type_bytes(b"13812341234\r");
    till.see("138****1234");
    let code = enrolling.sent.lock().unwrap()[0].code.clone();
    till.type_bytes(format!("{code}\r").as_bytes());
    till.see("Your number");
    choose_and_approve(&mut till, "02");
    assert!(enrolling.claimed_elsewhere(false));
    till.type_bytes(b"02\r2580\r");
    till.see("02 is signed in at terminal T0000043 since");
    till.keys("Up 123456 Enter");
    till.see("Operator 02");
    assert!(!enrolling.claimed_elsewhere(false), "the other must go");
    till.keys("Esc");
    till.see("Type your two-digit number");
    assert!(within_patience(|| enrolling.claimed_elsewhere(false)), "given back at the end");
    drop(till);
    let journal: Vec<u8> =
        files(&enrolling.rig.data().join("journal")).iter().flat_map(|path| fs::read(path).unwrap()).collect();
    let journal = String::from_utf8_lossy(&journal);
    let over = r#"{"fact":"signed_in","operator":"02","claim":{"claim":"taken_over","by":"00","from":"T0000043"}}"#;
    assert!(journal.contains(over), "both are recorded");
}

/// The roster of head office, without a stick and without a person at the box.
#[test]
fn the_newest_roster_is_there_after_sign_on() {
    let head_office = HeadOffice::new();
    let signed = head_office.sign(7, "T0000042", "office.key");
    let foreign = head_office.path("foreign.signed");
    let text = fs::read_to_string(&signed).unwrap();
    fs::write(&foreign, text.replace("13812341234", "13812341235")).unwrap();
    let newest = head_office.path("newest.signed");
    fs::rename(&foreign, &newest).unwrap();
    let enrolling = Enrolling::on(head_office.rig, |config| config.roster = Some(newest.clone().into()));
    let mut till = enrolling.start();
    till.sign_in("00", "123456");
    till.keys("2");
    till.see("Shop");
    till.keys("9 6");
    till.see("From the service, refused: The signature is not right");
    drop(till);
    fs::write(&newest, text).unwrap();
    let mut till = enrolling.start();
    till.sign_in("00", "123456");
    till.keys("2");
    till.see("Shop");
    till.keys("9 6");
    till.see("From the service: 7 taken");
    till.keys("Esc Esc Esc Esc");
    till.see("Type your two-digit number");
    till.type_bytes(b"05\r2580\r");
    till.see("This password is for the first sign-in");
}
