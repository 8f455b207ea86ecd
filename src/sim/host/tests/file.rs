//! The configuration file of the host.

use std::path::Path;

use super::*;

const SHIPPED: &str = include_str!("../../../../packaging/host-sim.toml");

fn read(text: &str) -> Result<HostFile, String> {
    HostFile::parse(Path::new("host-sim.toml"), text).map_err(|error| error.to_string())
}

#[test]
fn the_shipped_file_can_be_read_and_so_can_what_it_comments_out() {
    let file = read(SHIPPED).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((file.listen.as_deref(), file.config.terminals.len()), (Some("127.0.0.1:7000"), 1));
    assert!(file.config.accounts.iter().any(|account| account.scheme == Scheme::Vis));
    let whole: String = SHIPPED
        .lines()
        .map(|line| line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')).unwrap_or(line).to_owned() + "\n")
        .collect();
    let file = read(&whole).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((file.faults.len(), file.config.terminals.len(), file.config.codes.len()), (2, 2, 6));
    assert_eq!(file.config.downloads.lists["390"], ["621234"]);
}

#[test]
fn mistakes_are_named() {
    for (from, to, expected) in [
        ("[rules]", "[rule]", "unknown field `rule`"),
        ("#tip_percent = 20", "tip_percnt = 20", "unknown field `tip_percnt`"),
        ("tmk = \"4B45", "tmk = \"XX45", "32 hexadecimal digits"),
        ("#batch = 1", "batch = 0", "1 to 999999"),
        ("pan = \"4761739001010010\"", "pan = \"4761\"", "13 to 19 digits"),
        ("expiry = \"3012\"", "expiry = \"12/30\"", "YYMM"),
        ("#conduct = \"approve\"", "conduct = \"decline:ZZ\"", "code of field 39"),
        ("#faults = [", "faults = [\"nothing\", ", "no fault is called"),
        ("#late_seconds = 75", "late_seconds = 18446744073709551615", "1 to 3600"),
        ("#delay_millis = 0", "delay_millis = 600001", "600000 at most"),
        ("#block = 12", "ca_keys = [\"9F0605A000000333\"]", "9F22 is missing"),
        ("#block = 12", "aids = [\"0\"]", "hexadecimal digits"),
        ("#completion_percent = 115", "completion_percent = 99", "100 or more"),
        ("#orders = []", "orders = [0]", "1 to 9"),
        ("pan = \"4761739001010010\"", "pan = \"6210940000000000707\"", "must differ"),
    ] {
        assert!(SHIPPED.contains(from), "{from}");
        let error = read(&SHIPPED.replacen(from, to, 1)).err().unwrap_or_default();
        assert!(error.contains(expected), "{from} -> {to}: {error}");
        assert!(!error.contains("5954494C4C2D545241494E494E47"), "a key in an error: {error}");
    }
}
