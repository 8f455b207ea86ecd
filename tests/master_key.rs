//! `keytill keys fetch` against `keytill host-sim`: two programs, a real socket, a real RSA key.

#![allow(clippy::unwrap_used, clippy::panic, reason = "clippy knows test functions, not the helpers beside them")]

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Output, Stdio},
};

use tempfile::TempDir;

const BINARY: &str = env!("CARGO_BIN_EXE_keytill");

struct Place(TempDir);

impl Place {
    fn new() -> Place {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("data")).unwrap();
        Place(folder)
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }
}

struct Host(Child, String);

impl Host {
    /// A host of its own on any port; its first line says which.
    fn start(place: &Place) -> Host {
        let config = place.path("host.toml");
        let text = include_str!("../packaging/host-sim.toml");
        std::fs::write(&config, text).unwrap();
        let books = place.path("books.json");
        let mut child = Command::new(BINARY)
            .args(["host-sim", "--listen", "127.0.0.1:0", "--config", &config, "--books", &books])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        let at = first.find("127.0.0.1:").unwrap_or_else(|| panic!("no address in {first:?}"));
        let address = first[at..].split_whitespace().next().unwrap().trim_end_matches(['.', ',', ';']).to_owned();
        Host(child, address)
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn fetch(place: &Place, address: &str, keys: &str, more: &[&str]) -> Output {
    let shipped = include_str!("../packaging/keytill.toml");
    let text = shipped
        .replacen("data = \"/var/lib/keytill\"", &format!("data = {:?}", place.path("data")), 1)
        .replacen("address = \"127.0.0.1:7000\"", &format!("address = {address:?}"), 1)
        .replacen("[host.profile]", "[host.profile.remote_tmk]\n[host.profile]", 1)
        .replacen("tmk_index = 1", keys, 1);
    let config = place.path("box.toml");
    std::fs::write(&config, text).unwrap();
    Command::new(BINARY).args(["keys", "fetch", "--config", &config]).args(more).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_technician_fetches_a_master_key() {
    let place = Place::new();
    let host = Host::start(&place);
    let keys = "tmk = \"0123456789ABCDEFFEDCBA9876543210\"\nallow_software_master_key = true";
    let refused = fetch(&place, &host.1, keys, &[]);
    assert!(!refused.status.success() && said(&refused).contains("--without-tls"), "{}", said(&refused));
    let in_pad = fetch(&place, &host.1, "tmk_index = 1", &["--without-tls"]);
    assert!(!in_pad.status.success() && said(&in_pad).contains("PIN pad"), "{}", said(&in_pad));
    let done = fetch(&place, &host.1, keys, &["--without-tls"]);
    assert!(done.status.success(), "{}", said(&done));
    let first = std::fs::read(place.path("data/keys/master")).unwrap();
    assert_eq!(first.len(), 16);
    // Once more, under the key that came: another one.
    assert!(fetch(&place, &host.1, keys, &["--without-tls"]).status.success());
    assert_ne!(std::fs::read(place.path("data/keys/master")).unwrap(), first);
    let books = std::fs::read_to_string(place.path("books.json")).unwrap();
    assert!(books.contains("\"master\""));
}
