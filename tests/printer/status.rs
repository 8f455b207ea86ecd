//! What a printer says of itself.

use std::{
    fs,
    io::{Read, Write},
    net::TcpListener,
    path::Path,
    sync::{Arc, Mutex},
    thread::JoinHandle,
};

use keytill::printer::{
    Cause, Condition, Config, Paper, Patience, Sink, SinkKind, Status,
    escpos::{Device, encode},
};

use super::{folder::Folder, sinks::pty, slip};

/// The answers of a printer that is well, and of one in trouble.
const WELL: [u8; 4] = [0x16, 0x12, 0x12, 0x12];
const PAPER_OUT: [u8; 4] = [0x1E, 0x32, 0x12, 0x72];
const COVER_OPEN: [u8; 4] = [0x1E, 0x16, 0x12, 0x12];

/// A printer that answers: what it says can be changed, what it prints is kept.
#[derive(Clone, Default)]
struct Printer {
    says: Arc<Mutex<[u8; 4]>>,
    got: Arc<Mutex<Vec<u8>>>,
}

impl Printer {
    fn say(&self, answers: [u8; 4]) {
        *self.says.lock().unwrap() = answers;
    }

    fn printed(&self) -> Vec<u8> {
        self.got.lock().unwrap().clone()
    }

    /// Takes bytes until the line ends. Answers 0 are none.
    fn serve(&self, mut line: impl Read + Write) {
        let mut byte = [0];
        while line.read_exact(&mut byte).is_ok() {
            let mut got = self.got.lock().unwrap();
            got.push(byte[0]);
            if let [.., 0x10, 0x04, n @ 1..=4] = got[..] {
                let kept = got.len() - 3;
                got.truncate(kept);
                let answer = self.says.lock().unwrap()[usize::from(n) - 1];
                if answer != 0 {
                    // Flow control may stand before an answer.
                    line.write_all(&[0x11, answer]).unwrap();
                }
            }
        }
    }

    /// On a serial line, until the test ends.
    fn on_serial(&self, kind: SinkKind) -> Sink {
        let (master, name) = pty();
        // The line stays open while the program closes and opens it.
        let held = fs::File::options().read(true).write(true).open(&name).unwrap();
        let printer = self.clone();
        std::thread::spawn(move || {
            let _held = held;
            printer.serve(master);
        });
        Sink::new(&Config { kind, path: Some(name.into()), ..Config::default() }).unwrap()
    }

    /// In the network, for so many connections.
    fn on_network(&self, connections: usize) -> (Sink, JoinHandle<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let printer = self.clone();
        let served = std::thread::spawn(move || {
            for stream in listener.incoming().take(connections) {
                printer.serve(stream.unwrap());
            }
        });
        let patience = Patience::try_from(2).unwrap();
        let config = Config { kind: SinkKind::Network, address: Some(address), patience, ..Config::default() };
        (Sink::new(&config).unwrap(), served)
    }
}

#[test]
fn a_printer_says_how_it_is_over_a_serial_line() {
    for kind in [SinkKind::Serial, SinkKind::Device] {
        let printer = Printer::default();
        let mut sink = printer.on_serial(kind);
        assert_eq!(sink.condition(), Condition::Unknown, "not asked yet");
        let rows = [
            (WELL, Condition::Well),
            (PAPER_OUT, Condition::PaperOut),
            (COVER_OPEN, Condition::CoverOpen),
            ([0x12, 0x12, 0x1A, 0x12], Condition::Fault),
            ([0x12, 0x12, 0x12, 0x1E], Condition::PaperLow),
            ([0x1A, 0x12, 0x12, 0x12], Condition::Offline),
            // Some answer the first question and no other.
            ([0x12, 0, 0, 0], Condition::Well),
            // Bytes that are no answers say nothing.
            ([0xFF, 0xFF, 0xFF, 0xFF], Condition::Unknown),
        ];
        for (says, condition) in rows {
            printer.say(says);
            assert_eq!(sink.ask(), condition, "{says:02x?} over {kind:?}");
        }
        assert!(printer.printed().is_empty(), "a question is nothing to print");
    }
}

/// Signs of flow control that come all the time put no answer off.
#[test]
fn a_printer_that_answers_once_and_sends_other_signs_is_asked_in_time() {
    let (mut master, name) = pty();
    let held = fs::File::options().read(true).write(true).open(&name).unwrap();
    let mut sink = Sink::new(&Config { kind: SinkKind::Serial, path: Some(name.into()), ..Config::default() }).unwrap();
    // Until the test ends.
    std::thread::spawn(move || {
        let _held = held;
        master.read_exact(&mut [0; 3]).unwrap();
        master.write_all(&[0x12]).unwrap();
        while master.write_all(&[0x11]).is_ok() {
            std::thread::sleep(std::time::Duration::from_millis(200));
        }
    });
    let began = std::time::Instant::now();
    assert_eq!(sink.ask(), Condition::Well);
    assert!(began.elapsed().as_secs() < 3, "{:?}", began.elapsed());
}

#[test]
fn a_printer_that_gives_no_answer_is_unknown_and_prints() {
    let printer = Printer::default();
    let mut sink = printer.on_serial(SinkKind::Serial);
    assert_eq!(sink.ask(), Condition::Unknown);
    sink.print(&slip()).unwrap();
    assert_eq!(sink.condition(), Condition::Unknown);
    let expected = encode(&slip(), &Device { paper: Paper::Mm58, ..Device::default() });
    wait_until(|| printer.printed() == expected);
}

/// What came before the question is no answer to it, whatever it looks like.
#[test]
fn old_bytes_are_no_answer() {
    let (mut master, name) = pty();
    let held = fs::File::options().read(true).write(true).open(&name).unwrap();
    let config = Config { kind: SinkKind::Device, path: Some(name.into()), ..Config::default() };
    let mut sink = Sink::new(&config).unwrap();
    // The first opening sets the line up; without it, old bytes would wait for the end of a line.
    assert_eq!(sink.ask(), Condition::Unknown);
    master.read_exact(&mut [0; 3]).unwrap();
    master.write_all(&[0x1A, 0x7E, 0x1A]).unwrap();
    let printer = Printer::default();
    printer.say(WELL);
    std::thread::spawn(move || printer.serve(master));
    assert_eq!(sink.ask(), Condition::Well);
    drop(held);
}

/// Waits for another thread, without a fixed time: the test's own limit is the end.
fn wait_until(so: impl Fn() -> bool) {
    while !so() {
        std::thread::yield_now();
    }
}

/// Nothing goes into the memory of a printer without paper: it would come out beside the reprint.
#[test]
fn a_printer_that_cannot_print_gets_nothing() {
    let printer = Printer::default();
    // One connection for each question, one for each receipt that is tried.
    let (mut sink, served) = printer.on_network(5);
    printer.say(PAPER_OUT);
    assert_eq!(sink.ask(), Condition::PaperOut);
    let error = sink.print(&slip()).unwrap_err();
    assert_eq!(error.cause(), Cause::OutOfPaper, "{error}");
    printer.say(COVER_OPEN);
    let error = sink.print(&slip()).unwrap_err();
    assert_eq!((error.cause(), sink.condition()), (Cause::CoverOpen, Condition::CoverOpen), "{error}");
    assert!(error.to_string().contains("CoverOpen"), "{error}");
    assert!(printer.printed().is_empty());
    printer.say(WELL);
    sink.print(&slip()).unwrap();
    assert_eq!(sink.ask(), Condition::Well);
    served.join().unwrap();
    assert!(printer.printed() == encode(&slip(), &Device { paper: Paper::Mm58, ..Device::default() }));
}

#[test]
fn what_cannot_be_asked_is_not_asked() {
    let folder = Folder::new();
    let file = folder.join("out");
    let mut sink = Sink::new(&Config { kind: SinkKind::File, path: Some(file.clone()), ..Config::default() }).unwrap();
    assert_eq!((sink.can_be_asked(), sink.ask()), (false, Condition::Silent));
    assert!(!file.exists());
    let mut none = Sink::new(&Config::default()).unwrap();
    assert_eq!((none.can_be_asked(), none.ask()), (false, Condition::None));
    let text = Config { text_path: Some(file), ..Config::default() };
    assert_eq!(Sink::new(&text).unwrap().condition(), Condition::Silent, "the text is what there is");
    // By order.
    let printer = Printer::default();
    printer.say(PAPER_OUT);
    let (master, name) = pty();
    let served = printer.clone();
    std::thread::spawn(move || served.serve(master));
    let off = Config { kind: SinkKind::Serial, path: Some(name.into()), status: Status::Off, ..Config::default() };
    let mut off = Sink::new(&off).unwrap();
    assert_eq!((off.can_be_asked(), off.ask()), (false, Condition::Unknown));
}

#[test]
fn devices_that_answer_nothing_or_are_not_there() {
    let device =
        |path: &str| Config { kind: SinkKind::Device, path: Some(Path::new(path).into()), ..Config::default() };
    assert_eq!(Sink::new(&device("/dev/null")).unwrap().ask(), Condition::Unknown);
    assert_eq!(Sink::new(&device("/dev/usb/no-such-printer")).unwrap().ask(), Condition::Gone);
    // The printer drivers of Linux say "no space" for "no paper".
    assert_eq!(Sink::new(&device("/dev/full")).unwrap().ask(), Condition::PaperOut);
}
