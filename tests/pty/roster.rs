//! Operators from head office through the real program: a key, a signed roster, and from there to the first live sale.

use std::{
    fs,
    io::Write,
    process::{Command, Stdio},
};

use crate::terminal::*;

/// Head office and a box that believes its key.
pub struct Office {
    pub rig: Rig,
}

impl Office {
    pub fn new() -> Office {
        let rig = Rig::new(&Plan::default());
        let office = Office { rig };
        let (done, public) = office.run(&["key", &office.path("office.key")], "");
        assert!(done, "{public}");
        let config = fs::read_to_string(&office.rig.config).unwrap();
        let stick = office.path("roster.signed");
        fs::write(&office.rig.config, format!("{config}[enrolment]\n{public}roster_file = {stick:?}\n")).unwrap();
        office
    }

    pub fn path(&self, name: &str) -> String {
        text(self.rig.folder.join(name))
    }

    /// `keytill operators roster`; whether it went well, and what it said.
    fn run(&self, args: &[&str], input: &str) -> (bool, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_keytill"));
        command.args(["operators", "roster"]).args(args);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        (output.status.success(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
    }

    /// A signed roster of this number with operator 05, to be approved, with a first password; for this terminal.
    pub fn sign(&self, serial: u64, terminal: &str, key: &str) -> String {
        let (done, verifier) = self.run(&["verifier"], "2580\n");
        assert!(done, "{verifier}");
        let soon = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() + 3600;
        let roster = format!(
            r#"{{"serial":{serial},"merchant":"898310148160568","terminals":["{terminal}"],"not_before":0,"not_after":{soon},
            "operators":[{{"operator":"05","name":"张三","mobile":"13812341234","active":true,
            "password":"{}","first":true,"approve_before":{soon}}}]}}"#,
            verifier.trim()
        );
        let (plain, signed) = (self.path("roster.json"), self.path("roster.signed"));
        fs::write(&plain, roster).unwrap();
        let (done, said) = self.run(&["sign", "--key", &self.path(key), &plain, &signed], "");
        assert!(done && said == format!("roster {serial} signed: 1 operators\n"), "{said}");
        signed
    }

    fn on_box(&self, verb: &str, roster: &str) -> (bool, String) {
        self.run(&[verb, "--config", &text(&self.rig.config), roster], "")
    }

    #[track_caller]
    fn refused(&self, roster: &str, why: &str) {
        for verb in ["check", "take"] {
            let (done, said) = self.on_box(verb, roster);
            assert!(!done && said.contains(why), "{verb}: {said}");
        }
    }
}

#[test]
fn from_the_roster_to_the_first_live_sale() {
    let office = Office::new();
    let rig = &office.rig;
    let signed = office.sign(1, "T0000042", "office.key");
    assert_eq!(office.on_box("check", &signed), (true, "roster 1 can be taken: 1 operators\n".into()));
    assert_eq!(office.on_box("take", &signed), (true, "roster 1 taken: 1 operators\n".into()));
    let mut till = rig.start();
    till.see("Reader OK");
    // By mobile number, with the first password, which must be changed.
    till.see("Type your two-digit number or mobile");
    till.type_bytes(b"13812341234\r2580\r");
    till.see("This password is for the first sign-in");
    till.keys("2580 Enter 1470 Enter");
    till.see("Once more");
    till.keys("1470 Enter");
    till.see("Password changed");
    till.keys("Esc 1 1");
    till.see("05 is not approved yet: training only");
    till.keys("Esc Esc");
    till.sign_in("00", "123456");
    till.keys("2");
    till.see("Operators");
    till.keys("6 05");
    till.see("05 waits for approval");
    till.see("138****1234");
    till.keys("Up");
    till.see("Approved: may sell now");
    till.keys("Esc Esc Esc");
    till.sign_in("05", "1470");
    till.keys("1");
    till.see("Reprint receipt");
    rig.sell(&mut till, "1234", 1, "APPROVED");
    assert_eq!(rig.host.snapshot().totals(1).debit.count, 1);
    let log = fs::read_to_string(rig.folder.join("keytill.log")).unwrap_or_default();
    assert!(!log.contains("13812341234"), "{log}");
}

#[test]
fn what_is_no_roster_for_this_box_is_refused() {
    let office = Office::new();
    let signed = office.sign(2, "T0000042", "office.key");
    assert!(office.on_box("take", &signed).0);
    office.refused(&signed, "number 2 was taken already");
    office.refused(&office.sign(1, "T0000042", "office.key"), "number 2 was taken already");
    office.refused(&office.sign(3, "T0000043", "office.key"), "not for this terminal");
    // Another key, a changed byte, no signature.
    assert!(office.run(&["key", &office.path("other.key")], "").0);
    office.refused(&office.sign(3, "T0000042", "other.key"), "signature does not fit");
    let signed = office.sign(3, "T0000042", "office.key");
    let file = fs::read_to_string(&signed).unwrap();
    fs::write(&signed, file.replace("13812341234", "13812341235")).unwrap();
    office.refused(&signed, "signature does not fit");
    office.refused(&office.path("roster.json"), "no signed roster");
    // A key is not written over, and a password that is easy to guess gets no verifier.
    assert!(!office.run(&["key", &office.path("other.key")], "").0);
    assert!(!office.run(&["verifier"], "1234\n").0);
    assert!(office.on_box("take", &office.sign(3, "T0000042", "office.key")).0, "a good one still is");
}

/// The supervisor takes it on the running terminal, from where a stick is mounted.
#[test]
fn a_roster_is_brought_on_a_stick() {
    let office = Office::new();
    let rig = &office.rig;
    let mut till = rig.start();
    till.see("Reader OK");
    till.sign_in("00", "123456");
    till.keys("2");
    till.see("Shop");
    till.keys("9 6");
    till.see("The roster cannot be read");
    office.sign(7, "T0000043", "office.key");
    till.keys("Enter");
    till.see("This roster is not for this terminal");
    office.sign(7, "T0000042", "office.key");
    till.keys("Enter");
    till.see("New here");
    till.keys("Enter");
    till.see("Roster 7 taken");
    till.keys("Esc Esc Esc Esc");
    till.see("Type your two-digit number");
    till.type_bytes(b"05\r2580\r");
    till.see("This password is for the first sign-in");
}
