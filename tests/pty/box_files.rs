//! `keytill run`: its configuration's mistakes, and its printer.

use std::{
    fs::{self, OpenOptions},
    io::Read,
    os::unix::fs::OpenOptionsExt,
};

use rustix::fs::{CWD, FileType, Mode, OFlags, mknodat};

use crate::terminal::*;

#[test]
fn a_configuration_that_cannot_be_used_is_refused_with_its_line() {
    let rig = Rig::new(&Plan::default());
    let path = text(&rig.config);
    let good = fs::read_to_string(&rig.config).unwrap();
    let line_of = |part: &str| good.lines().position(|line| line.contains(part)).unwrap() + 1;
    let mistakes = [
        ("language = \"en\"", "language = \"fr\"", Some(line_of("language")), "fr"),
        ("[merchant]", "[shop]", Some(line_of("[merchant]")), "shop"),
        ("terminal = \"T0000042\"", "terminal = \"T42\"", Some(line_of("terminal =")), "T42"),
        ("answer_timeout = 2", "answer_timeout = 0", Some(line_of("answer_timeout")), "300"),
        ("tmk_index = 7", "tmk_index = 256", Some(line_of("tmk_index")), "256"),
        ("kind = \"none\"", "kind = \"fax\"", Some(line_of("kind =")), "fax"),
        ("[reader]", "[reader", Some(line_of("[reader]")), ""),
        ("kind = \"none\"", "kind = \"file\"", None, "needs a path"),
        ("tmk_index = 7", "tmk_index = 100", None, "0 to 99"),
        ("allow_software_master_key = true", "", None, "add allow_software_master_key = true"),
        ("answer_timeout = 2", "track = \"encrypted\"", None, "sign_on = \"004\""),
        ("address = \"127.0.0.1:", "address = \"127.0.0.1/", None, "HOST:PORT"),
    ];
    for (from, to, line, part) in mistakes {
        assert!(good.contains(from), "{from}");
        fs::write(&rig.config, good.replacen(from, to, 1)).unwrap();
        let (code, said) = refusal(&["run", "--config", &path]);
        assert_eq!(code, Some(1), "{to}: {said}");
        assert!(said.contains(part), "{to}: {part:?} is missing: {said}");
        if let Some(line) = line {
            assert!(said.contains(&path) && said.contains(&format!("line {line}:")), "{to}: line {line}: {said}");
        }
    }
    let missing = text(rig.folder.join("missing.toml"));
    let (code, said) = refusal(&["run", "--config", &missing]);
    assert_eq!(code, Some(1));
    assert!(said.contains(&missing), "{said}");
}

#[test]
fn a_receipt_goes_to_a_fifo_that_somebody_reads() {
    let plan = Plan { printer: "kind = \"fifo\"\npath = \"PRINTER\"".into(), ..Plan::default() };
    let rig = Rig::new(&plan);
    let fifo = rig.folder.join("printer");
    mknodat(CWD, &fifo, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    let config = fs::read_to_string(&rig.config).unwrap().replace("PRINTER", &text(&fifo));
    fs::write(&rig.config, config).unwrap();
    let mut till = rig.start();
    till.sign_in_to_sell();
    till.see("Reader OK");
    rig.sell(&mut till, "1234", 1, "APPROVED");
    till.see("Not printed - do not charge again");
    till.see("Printer trouble");
    till.leave();

    let nonblocking = i32::try_from(OFlags::NONBLOCK.bits()).unwrap();
    let mut reader = OpenOptions::new().read(true).custom_flags(nonblocking).open(&fifo).unwrap();
    till.keys("4");
    till.see("Enter for the last one");
    till.keys("Enter");
    till.see("Receipt printed");
    till.see("Printer OK");
    let mut paper = Vec::new();
    let _ = reader.read_to_end(&mut paper);
    assert!(paper.starts_with(b"\x1b@"), "{paper:?}");
    assert!(paper.windows(5).any(|five| five == b"12.34") && paper.windows(9).any(|nine| nine == b"DUPLICATE"));
    assert_agree_with(&rig.data(), &rig.host.snapshot());
}

#[test]
fn a_printer_without_paper_does_not_change_what_was_paid() {
    let rig = Rig::new(&Plan { printer: "kind = \"device\"\npath = \"/dev/full\"".into(), ..Plan::default() });
    let mut till = rig.start();
    till.sign_in_to_sell();
    till.see("Reader OK");
    rig.sell(&mut till, "1234", 1, "APPROVED");
    till.see("Not printed - do not charge again");
    till.see("Give the goods");
    till.leave();
    rig.sell(&mut till, "500", 7, "APPROVED");
    assert_eq!(states(&rig.data()), ["approved"; 2]);
    assert_agree_with(&rig.data(), &rig.host.snapshot());
}
