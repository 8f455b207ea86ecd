//! The real program with a printer in the network that answers, and with receipts that are saved.

use std::{
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use super::terminal::{Plan, Rig, assert_agree_with, text};

/// A printer that says whether it has paper.
#[derive(Default)]
struct Printer {
    has_paper: AtomicBool,
    got: Mutex<Vec<u8>>,
}

impl Printer {
    /// Begins to serve, and gives the lines of `[printer]` for it.
    fn start() -> (Arc<Printer>, String) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let lines = format!("kind = \"network\"\naddress = \"{}\"", listener.local_addr().unwrap());
        let printer = Arc::new(Printer::default());
        let serves = Arc::clone(&printer);
        std::thread::spawn(move || listener.incoming().for_each(|stream| serves.serve(stream.unwrap())));
        (printer, lines)
    }

    fn serve(&self, mut stream: TcpStream) {
        let mut byte = [0];
        let mut heard = Vec::new();
        while matches!(stream.read(&mut byte), Ok(1)) {
            heard.push(byte[0]);
            if let [.., 0x10, 0x04, question] = heard[..] {
                let out = question == 4 && !self.has_paper.load(Ordering::SeqCst);
                let _ = stream.write_all(&[if out { 0x72 } else { 0x12 }]);
                heard.truncate(heard.len() - 3);
            }
        }
        self.got.lock().unwrap().extend(heard);
    }
}

#[test]
fn a_printer_without_paper_is_told_before_the_sale_and_prints_when_it_has_some() {
    let (printer, lines) = Printer::start();
    let rig = Rig::new(&Plan { printer: lines, ..Plan::default() });
    let saved = rig.folder.join("saved");
    let receipt = format!("\n[receipt]\nsave = \"{}\"\n", text(&saved));
    fs::write(&rig.config, fs::read_to_string(&rig.config).unwrap() + &receipt).unwrap();
    let mut till = rig.start();
    till.sign_in_to_sell();
    till.see("Reader OK");
    till.see("Printer no paper");
    till.keys("1");
    till.see("Type the amount");
    till.see("out of paper - print later");
    till.keys("1234");
    till.keys("Enter");
    till.see("Insert, tap or swipe the card");
    till.see("out of paper - print later");
    rig.present(1);
    till.see("APPROVED");
    till.see("Not printed - do not charge again");
    till.leave();
    assert!(printer.got.lock().unwrap().is_empty(), "nothing lies in the printer's memory");

    printer.has_paper.store(true, Ordering::SeqCst);
    till.keys("4");
    till.see("Enter for the last one");
    till.keys("Enter");
    till.see("Receipt printed");
    till.see("Printer OK");
    let paper = || printer.got.lock().unwrap().clone();
    assert!(super::terminal::within_patience(|| paper().ends_with(b"\x1dVB\0")));
    assert_eq!(paper().windows(9).filter(|nine| nine == b"DUPLICATE").count(), 2);
    // Without a font it is a text; what could not be printed is saved all the same, and a duplicate is not.
    let files: Vec<_> = fs::read_dir(&saved).unwrap().map(|entry| entry.unwrap().path()).collect();
    let [file] = &files[..] else { panic!("{files:?}") };
    let kept = fs::read_to_string(file).unwrap();
    assert!(kept.contains("CNY 12.34") && kept.contains("MERCHANT COPY") && !kept.contains("DUPLICATE"), "{kept}");
    assert_agree_with(&rig.data(), &rig.host.snapshot());
}
