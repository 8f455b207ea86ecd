//! What is done with bytes from outside: the same functions for the fuzzer and for the corpus test.
//!
//! Not to panic is the least. Beyond that, each says what must hold of whatever the parser accepts.

#[path = "targets/blackbox.rs"]
pub mod blackbox;
#[path = "targets/files.rs"]
pub mod files;
#[path = "targets/host.rs"]
pub mod host;
#[path = "targets/keys.rs"]
pub mod keys;
#[path = "targets/lists.rs"]
pub mod lists;
#[path = "targets/neo2.rs"]
pub mod neo2;
#[path = "targets/pad.rs"]
pub mod pad;
#[path = "targets/seat.rs"]
pub mod seat;
#[path = "targets/signature.rs"]
pub mod signature;

use keytill::{
    acquirer::{BinForm, download},
    emv::{self, Tag, Tlv},
    iso8583::{Envelope, Message, UNIONPAY, mac_input, sub::tables::USES},
    ledger,
    reader::{
        abecs::{
            blocks::Reply,
            frame::{self, Decoder, Event, MAX_DATA},
        },
        framed::Decode,
    },
};

/// What is done with one input.
pub type Target = fn(&[u8]);

/// The targets by name, which is also the name of the corpus.
pub const ALL: [(&str, Target); 17] = [
    ("blackbox", blackbox::run),
    ("keys", keys::run),
    ("pad", pad::run),
    ("neo2", neo2::run),
    ("answer", host::answer),
    ("host", host::asked),
    ("files", files::run),
    ("lists", lists::run),
    ("seat", seat::run),
    ("signature", signature::run),
    ("iso8583", iso8583),
    ("envelope", envelope),
    ("subfields", subfields),
    ("tlv", tlv),
    ("abecs", abecs),
    ("journal", journal),
    ("download", download),
];

/// A message from the host, without its frame. What can be written again reads the same then; the reader takes longer
/// texts than the writer may send, because hosts differ.
pub fn iso8583(data: &[u8]) {
    let Ok(message) = Message::parse(&UNIONPAY, data) else { return };
    let Ok(packed) = message.pack(&UNIONPAY) else { return };
    let again = Message::parse(&UNIONPAY, &packed).expect("what was written can be read");
    assert!(again == message, "{} became {}", message.describe(), again.describe());
    if message.has(64) {
        assert_eq!(mac_input(&packed).len() + 8, packed.len());
    }
    if let Some(pan) = message.text(2).filter(|pan| pan.len() >= 13) {
        assert!(!message.describe().contains(pan), "a card number in the log");
    }
}

/// A capture of a frame, as `keytill iso describe` takes it. What is shown of it has no card number.
pub fn envelope(data: &[u8]) {
    let Ok(opened) = Envelope::open(data) else { return };
    let (message, envelope) = (opened.message, opened.envelope);
    let before =
        [envelope.tpdu, envelope.private, envelope.header].into_iter().flatten().map(<[u8]>::len).sum::<usize>();
    assert!(before <= envelope.start && envelope.start <= data.len());
    let lines = message.describe_lines(opened.view.spec());
    assert!(lines.iter().filter(|line| line.path.depth() == 0).map(|line| line.path.number()).eq(message.fields()));
    if let Some(pan) = message.text(2).filter(|pan| pan.len() >= 13) {
        assert!(lines.iter().all(|line| !line.value.contains(pan)), "a card number in the table");
        assert!(!message.describe().contains(pan), "a card number in the log");
    }
}

/// The content of a private field, read as every use that a field has. The sub-fields stand in it one behind the other.
pub fn subfields(data: &[u8]) {
    for entry in USES {
        let mut rest = data;
        for part in entry.layout().read(entry.field(), data).map_while(Result::ok) {
            let at = (part.value.as_ptr() as usize).checked_sub(rest.as_ptr() as usize);
            let end = at.and_then(|at| at.checked_add(part.value.len()));
            rest = end.and_then(|end| rest.get(end..)).expect("each sub-field is in what the one before left");
        }
    }
}

/// Chip data and a data object list.
pub fn tlv(data: &[u8]) {
    let sound = emv::check(data).is_ok();
    let mut written = Vec::new();
    for item in emv::items(data).map_while(Result::ok) {
        Tlv::new(item.tag, item.value).write(&mut written);
    }
    if sound {
        let reads = |bytes| emv::items(bytes).filter_map(Result::ok).collect::<Vec<Tlv<'_>>>();
        assert!(reads(data) == reads(&written), "objects changed by being written");
        let chosen = emv::select(&emv::REQUEST, data);
        assert!(emv::check(&chosen).is_ok() && chosen.len() <= written.len());
    }
    let _ = emv::dol(data);
    if let Ok(clean) = emv::without_secrets(data) {
        for secret in [0x57, 0x5A, 0x5F20] {
            assert_eq!(emv::find(&clean, Tag::new(secret)), None, "{secret:X} is still there");
        }
    }
}

/// Bytes on the line of the PIN pad.
pub fn abecs(data: &[u8]) {
    let mut decoder = Decoder::default();
    for event in data.iter().filter_map(|byte| decoder.push(*byte)) {
        let Event::Packet(packet) = event else { continue };
        assert!(packet.0.len() <= MAX_DATA);
        let line = frame::encode(&packet.0).expect("what was read fits a packet");
        let mut second = Decoder::default();
        let again: Vec<Event> = line.iter().filter_map(|byte| second.push(*byte)).collect();
        assert!(again == [Event::Packet(packet.clone())], "a packet changed by being written");
        if let Ok(reply) = Reply::parse(&packet.0) {
            let _ = reply.params();
        }
    }
}

/// A segment of the journal, as the check and the export read it.
pub fn journal(data: &[u8]) {
    let dir = Scratch::new();
    std::fs::write(dir.0.join("journal/00000001.seg"), data).expect("the folder is ours");
    let verified = ledger::verify(&dir.0);
    let mut rows = 0u64;
    let exported = ledger::export(&dir.0, |_| rows += 1);
    assert_eq!(verified.is_ok(), exported.is_ok(), "the check and the export disagree");
    if let Ok(verified) = verified {
        assert!(verified.head.len() == 64 && verified.records <= verified.facts);
    }
}

/// Field 62 of downloads, by every parser of it. A key that is taken has passed its check.
pub fn download(data: &[u8]) {
    for (code, value) in download::parameters(data).into_iter().flatten() {
        assert!(code.len() == 2 && !value.contains(char::is_control));
    }
    for (tag, _) in download::contactless(data).into_iter().flatten() {
        assert!(tag.chars().count() <= 6);
    }
    for form in [BinForm::Ll, BinForm::Separated] {
        let entries = download::bins(data, form).map(|(_, entries)| entries);
        assert!(entries.into_iter().flatten().all(|entry| !entry.is_empty()));
    }
    if let Ok((_, keys)) = download::ca_key_list(data) {
        assert!(keys.iter().all(|key| key.name().len() == 12));
    }
    if let Ok((_, names)) = download::aid_list(data) {
        assert!(names.iter().all(|name| (10..=32).contains(&name.len())));
        let taken = names.iter().filter_map(|name| download::aid(data, name).ok());
        assert!(taken.count() <= names.len());
    }
    if let Ok(key) = download::ca_key(data, "A00000006509") {
        assert_eq!((key.name().as_str(), key.check.len()), ("A00000006509", 40));
    }
}

/// A folder that is gone again at the end.
struct Scratch(std::path::PathBuf);

impl Scratch {
    fn new() -> Scratch {
        let name = format!("keytill-fuzz-{}-{:?}", std::process::id(), std::thread::current().id());
        let dir = std::env::temp_dir().join(name);
        std::fs::create_dir_all(dir.join("journal")).expect("a folder for temporary files");
        Scratch(dir)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
