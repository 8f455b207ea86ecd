use super::*;
use crate::{runtime::TouchMode, ui::ScreenSize};

const SHIPPED: &str = include_str!("../../../packaging/keytill.toml");

fn read(text: &str) -> Result<Config, ConfigError> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    Config::read(file.path())
}

#[test]
fn the_shipped_file_can_be_read() {
    let config = read(SHIPPED).unwrap_or_else(|error| panic!("{error}"));
    assert!(keymap(&config.keymap).is_ok());
}

/// What is commented out would be read if it were not.
#[test]
fn every_key_of_the_host_is_in_the_shipped_file() {
    let from = SHIPPED.find("#backup = ").unwrap();
    let to = SHIPPED.find("# How this acquirer's host wants").unwrap();
    let set: String = SHIPPED[from..to]
        .lines()
        .map(|line| line.strip_prefix('#').unwrap_or(line))
        .fold(String::new(), |text, line| if line.starts_with(' ') { text } else { text + line + "\n" });
    let text = [&SHIPPED[..from], &set, &SHIPPED[to..]].concat();
    let config = Config::parse(Path::new("all.toml"), &text).unwrap_or_else(|error| panic!("{error}"));
    let written = serde_json::to_value(&config.host).unwrap();
    let keys = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    for key in keys(&written).iter().chain(&keys(&written["tls"])).filter(|key| !["tls", "profile"].contains(&&***key))
    {
        assert!(SHIPPED.contains(&format!("{key} = ")), "{key}");
    }
    assert!(written["tls"].as_object().unwrap().values().all(serde_json::Value::is_string), "{written}");
}

/// Of touch, too: what is written there and in comments is read.
#[test]
fn touch_is_read_and_checked() {
    let table = |lines: &str| SHIPPED.replacen("[touch]\n", &format!("[touch]\n{lines}\n"), 1);
    let read = |lines: &str| Config::parse(Path::new("touch.toml"), &table(lines));
    let usual = read("").unwrap_or_else(|error| panic!("{error}")).touch.screen();
    assert_eq!((usual.mode, usual.size), (TouchMode::Signature, None));
    for (word, mode) in
        [("off", TouchMode::Off), ("signature", TouchMode::Signature), ("auto", TouchMode::Auto), ("on", TouchMode::On)]
    {
        let config = read(&format!("mode = \"{word}\"\nwidth_mm = 73\nheight_mm = 49")).unwrap();
        let screen = config.touch.screen();
        assert_eq!((screen.mode, screen.size), (mode, Some(ScreenSize { width: 73, height: 49 })));
    }
    let wrong = [
        ("mode = \"yes\"", "unknown variant"),
        ("width_mm = 73", "belong together"),
        ("width_mm = 73\nheight_mm = 5", "a screen of 5 mm; expected 20 to 2000"),
        ("size = 73", "unknown field"),
    ];
    for (lines, reason) in wrong {
        let error = read(lines).err().unwrap().to_string();
        assert!(error.contains(reason) && error.contains("touch.toml"), "{lines}: {error}");
    }
    let text = table("mode = \"off\"").replacen("[trades]\n", "[trades]\nsignature = \"screen\"\n", 1);
    let error = Config::parse(Path::new("touch.toml"), &text).err().unwrap().to_string();
    assert!(error.contains("leaves without a pen"), "{error}");
}

/// Of the printer and of receipts, too; and what is shown is what counts where nothing is set, but for examples.
#[test]
fn every_key_of_the_printer_and_of_receipts_is_in_the_shipped_file() {
    let (from, to) = (SHIPPED.find("[printer]").unwrap(), SHIPPED.find("# What payments cost").unwrap());
    let set: Vec<&str> = SHIPPED[from..to]
        .lines()
        .map(|line| line.strip_prefix('#').unwrap_or(line))
        .filter(|line| !line.starts_with(' '))
        .collect();
    let text = [&SHIPPED[..from], &set.join("\n"), "\n", &SHIPPED[to..]].concat();
    let config = Config::parse(Path::new("all.toml"), &text).unwrap_or_else(|error| panic!("{error}"));
    let usual = Config::parse(Path::new("usual.toml"), SHIPPED).unwrap();
    let example = printer::Config {
        path: config.printer.path.clone(),
        address: config.printer.address,
        text_path: config.printer.text_path.clone(),
        font: config.printer.font.clone(),
        ..usual.printer
    };
    assert_eq!(config.printer, example);
    let rules = crate::flow::ReceiptRules { url: config.receipt.rules().url, ..usual.receipt.rules() };
    assert!(rules.url.is_some());
    assert_eq!(config.receipt.rules(), rules);
    let archive = config.receipt.archive(&config.printer).unwrap();
    assert_eq!((archive.keep, archive.font), (usual.receipt.keep, config.printer.font));
    assert!(usual.receipt.archive(&usual.printer).is_none());
    // As many lines with keys as the two have.
    let keys = set.iter().filter(|line| line.contains(" = ")).count();
    assert_eq!(keys, 13 + 8);
}

#[test]
fn a_profile_may_build_on_a_shipped_one() {
    let text = SHIPPED.replacen("[host.profile]", "[host.profile]\nbase = \"shengfutong\"", 1);
    let config = read(&text).unwrap_or_else(|error| panic!("{error}"));
    assert!(config.host.profile.trades.has_query());
    let wrong = read(&text.replacen("shengfutong", "nobody", 1)).err().map(|e| e.to_string()).unwrap_or_default();
    assert!(wrong.contains("neither a shipped one"), "{wrong}");
}

#[test]
fn mistakes_are_named_with_their_line() {
    for (from, to, expected) in [
        ("[merchant]", "[shop]", "unknown field `shop`"),
        ("tmk_index = 1", "tmk_index = 100", "must be 0 to 99"),
        ("tmk_index = 1", "tmk = \"0123\"", "32 hexadecimal digits"),
        ("address = ", "address = \"nowhere\" #", "HOST:PORT"),
        ("#[host.tls]", "[host.tls]\nca = \"/nowhere/ca.pem\"", "host.tls.ca: /nowhere/ca.pem"),
        ("language = ", "language = \"fr\" #", "line "),
        ("#at = \"23:30\"", "at = \"24:30\"", "00:00 to 23:59"),
        ("#copies = 2", "copies = 3", "copies is 3"),
        ("#url = ", "url = \"https://r.example/{pan}\" #", "{pan}, which is none of {merchant}"),
        ("#format = \"png\"", "format = \"bmp\"", "line "),
        ("#baud = 115200", "baud = 115201", "115200"),
        ("#keep_days = 400", "keep_days = 3", "journal.keep_days is 3, but must be 0 (for ever) or 30"),
        ("#archive = false", "archive = \"yes\"", "line "),
        ("#warn_hours = 24", "warn_hours = 72", "must not be more than force_hours"),
    ] {
        assert!(SHIPPED.contains(from), "{from}");
        let error = read(&SHIPPED.replacen(from, to, 1)).err().map(|e| e.to_string()).unwrap_or_default();
        assert!(error.contains(expected), "{from} -> {to}: {error}");
    }
}

#[test]
fn the_journal_is_kept_as_the_file_says() {
    use crate::ledger::{Old, Retention};
    let kept = |text: &str| read(text).unwrap_or_else(|error| panic!("{error}")).journal.retention();
    assert_eq!(kept(SHIPPED), Retention { keep_days: 400, old: Old::Remove });
    let text =
        SHIPPED.replacen("#keep_days = 400", "keep_days = 0", 1).replacen("#archive = false", "archive = true", 1);
    assert_eq!(kept(&text), Retention { keep_days: 0, old: Old::Archive });
}

#[test]
fn the_limit_of_electronic_cash_is_an_amount() {
    let with = |value: &str| {
        assert!(SHIPPED.contains("#ecash_limit = 100000"));
        read(&SHIPPED.replacen("#ecash_limit = 100000", &format!("ecash_limit = {value}"), 1))
    };
    assert_eq!(with("5000").unwrap_or_else(|e| panic!("{e}")).setup().rules.ecash_limit.minor(), 5000);
    assert_eq!(read(SHIPPED).unwrap_or_else(|e| panic!("{e}")).setup().rules.ecash_limit.minor(), 100_000);
    for wrong in ["-1", "1000000000000", "\"1000.00\""] {
        let error = with(wrong).err().map(|e| e.to_string()).unwrap_or_default();
        assert!(error.contains("line "), "{wrong}: {error}");
    }
}

#[test]
fn a_wrong_key_is_not_repeated() {
    let error = read(&SHIPPED.replacen("tmk_index = 1", "tmk = \"SECRET0123\"", 1)).err().unwrap().to_string();
    assert!(!error.contains("SECRET"), "{error}");
}

/// What is commented out of fees and deposit would be read if it were not.
#[test]
fn every_key_of_fees_and_deposit_is_in_the_shipped_file() {
    let (from, to) = (SHIPPED.find("[fees]").unwrap(), SHIPPED.find("[log]").unwrap());
    let set: Vec<&str> = SHIPPED[from..to]
        .lines()
        .map(|line| line.strip_prefix('#').unwrap_or(line))
        .filter(|line| !line.starts_with(' '))
        .collect();
    assert_eq!(set.iter().filter(|line| line.contains(" = ")).count(), 3 + 5);
    let text = [&SHIPPED[..from], &set.join("\n"), "\n", &SHIPPED[to..]].concat();
    let config = Config::parse(Path::new("all.toml"), &text).unwrap_or_else(|error| panic!("{error}"));
    let Fees { rates, calendar, settlement_file } = config.fees;
    assert!(rates.is_some() && calendar.is_some() && settlement_file.is_some());
    assert_eq!(config.deposit.map(|deposit| deposit.until().to_string()), Some("2027-01-29".into()));
}

/// What is commented out of the second screens would be read if it were not.
#[test]
fn every_key_of_the_seats_is_in_the_shipped_file() {
    let usual = read(SHIPPED).unwrap();
    let seat = usual.seat.config(&usual.data).unwrap();
    assert_eq!((seat.socket, seat.group), ("/var/lib/keytill/seat.sock".into(), None));
    let text = ["mode = \"on\"", "socket = ", "group = "].iter().fold(SHIPPED.to_owned(), |text, key| {
        let line = format!("\n#{key}");
        assert!(text.contains(&line), "{key}");
        text.replacen(&line, &line.replace('#', ""), 1)
    });
    let config = read(&text).unwrap();
    let seat = config.seat.config(&config.data).unwrap();
    assert_eq!((seat.socket, seat.group), ("/run/keytill/seat.sock".into(), Some("keytill-seat".into())));
    let off = read(&text.replace("mode = \"on\"", "mode = \"off\"")).unwrap();
    assert!(off.seat.config(&off.data).is_none());
}

/// What is commented out of the voice would be read if it were not.
#[test]
fn every_key_of_the_voice_is_in_the_shipped_file() {
    let text = ["command", "declined", "unknown"].iter().fold(SHIPPED.to_owned(), |text, key| {
        let line = format!("\n#{key} = [");
        assert!(text.contains(&line), "{key}");
        text.replacen(&line, &line.replace('#', ""), 1)
    });
    let voice = read(&text).unwrap_or_else(|error| panic!("{error}")).voice;
    assert!(voice.command.is_some() && voice.declined.is_some() && voice.unknown.is_some());
    assert_eq!(voice.command, crate::runtime::voice::Config::espeak().command);
}

/// So is the mobile line.
#[test]
fn every_key_of_the_mobile_line_is_in_the_shipped_file() {
    assert!(read(SHIPPED).unwrap_or_else(|error| panic!("{error}")).mobile.is_none());
    let at = SHIPPED.find("#[mobile]").unwrap();
    let set: Vec<&str> = SHIPPED[at..].lines().filter_map(|line| line.strip_prefix('#')).collect();
    let set: Vec<&str> = set.into_iter().filter(|line| !line.starts_with(' ')).collect();
    assert_eq!(set.len(), 4);
    let with = |keys: &str| read(&[&SHIPPED[..at], keys].concat());
    let mobile = with(&set.join("\n")).unwrap_or_else(|error| panic!("{error}")).mobile.unwrap();
    assert_eq!((mobile.program.as_str(), mobile.modem.as_str(), mobile.seconds), ("mmcli", "any", 30));
    let refused = with("[mobile]\nseconds = 4\n").err().map(|error| error.to_string()).unwrap_or_default();
    assert!(refused.contains("mobile.seconds must be 5 to 3600"), "{refused}");
}
