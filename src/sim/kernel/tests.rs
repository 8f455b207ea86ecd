//! The kernel with the cards of the tray.

use super::*;
use crate::{
    domain::hex,
    sim::{
        CARDS, TestCard, by_place,
        chip::CardState,
        issuer::{self, CardKeys},
    },
};

/// A card in the slot and its dialogue.
struct Table {
    card: &'static TestCard,
    slot: Slot,
    dialogue: Dialogue,
}

fn order() -> Order {
    Order { amount: 12_345, currency: 156, date: [0x26, 0x01, 0x22], tap_limit: 100_000, ..Order::default() }
}

fn terms() -> Terms {
    Terms { capabilities: [0xE0, 0xE1, 0xC8], floor: 0, must_ask: false }
}

fn try_open(place: u8, state: Option<CardState>, setup: &Setup, order: &Order) -> Result<Table, (Trouble, CardState)> {
    let card = by_place(place).unwrap();
    let mut slot = Slot::insert(card, state).unwrap();
    match Dialogue::open(&mut slot, setup, order) {
        Ok(dialogue) => Ok(Table { card, slot, dialogue }),
        Err(trouble) => Err((trouble, slot.state().clone())),
    }
}

fn open(place: u8) -> Table {
    try_open(place, None, &Setup::factory(), &order()).ok().unwrap()
}

impl Table {
    fn first_with(&mut self, setup: &Setup, terms: &Terms, types: &[&str]) -> Result<Decision, Trouble> {
        self.dialogue.first(&mut self.slot, setup, terms, Holder { types })
    }

    fn first(&mut self) -> Decision {
        self.first_with(&Setup::factory(), &terms(), &["123456"]).unwrap()
    }

    fn second(&mut self, word: Word, issuer: &str) -> End {
        let issuer = hex::decode(issuer).unwrap();
        self.dialogue.second(&mut self.slot, word, &issuer).unwrap()
    }

    fn tag(&self, tag: Tag) -> String {
        self.dialogue.objects().get(&tag).map(|value| hex::encode(value)).unwrap_or_default()
    }

    fn written(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for (tag, value) in self.dialogue.objects() {
            crate::emv::Tlv::new(tag, &value).write(&mut out);
        }
        out
    }

    fn keys(&self) -> (CardKeys, [u8; 2], [u8; 8]) {
        let bytes = |tag| hex::decode(&self.tag(tag)).unwrap();
        let keys = CardKeys::training(self.card.pan, self.card.sequence).unwrap();
        (keys, bytes(Tag::ATC).try_into().unwrap(), bytes(Tag::CRYPTOGRAM).try_into().unwrap())
    }

    /// The issuer's response, as object 91.
    fn response(&self, code: &str) -> String {
        let (keys, counter, cryptogram) = self.keys();
        let made = keys.response(counter, cryptogram, code.as_bytes().try_into().unwrap());
        format!("910A{}{}", hex::encode(&made), hex::encode(code.as_bytes()))
    }

    /// A script with one command, its code changed by so much.
    fn script(&self, kind: u8, header: &str, data: &str, change: u8) -> String {
        let (keys, counter, cryptogram) = self.keys();
        let (head, data) = (hex::decode(header).unwrap(), hex::decode(data).unwrap());
        let header = [head[0], head[1], head[2], head[3], data.len() as u8 + 4];
        let mut code = keys.script_mac(counter, cryptogram, header, &data);
        code[0] ^= change;
        let command = [&header[..], &data, &code[..4]].concat();
        let inside = format!("9F180400000001 86{:02X}{}", command.len(), hex::encode(&command)).replace(' ', "");
        format!("{kind:02X}{:02X}{inside}", inside.len() / 2)
    }
}

#[test]
fn a_chip_is_genuine_asks_its_issuer_and_takes_its_word() {
    let mut table = open(1);
    assert_eq!(table.tag(Tag::PAN), "6210948000000000707F");
    assert_eq!(table.first(), Decision::AskIssuer);
    assert_eq!((table.tag(Tag::TVR), table.tag(Tag::TSI)), ("0000048000".into(), "E800".into()));
    assert_eq!(table.tag(Tag::CVM_RESULTS), "420300");
    assert_eq!(table.dialogue.proof(), Proof::OnlinePin);
    assert!(issuer::is_genuine(table.card.pan, 1, &table.written()));
    let response = table.response("00");
    let end = table.second(Word::Approved(*b"00"), &response);
    assert_eq!(end, End { approved: true, scripts: Vec::new() });
    assert_eq!((table.tag(Tag::CID), table.tag(Tag::TSI)), ("40".into(), "F800".into()));
    assert_eq!(table.slot.state().last_online, 1);
}

#[test]
fn a_cryptogram_is_of_one_amount_alone() {
    let mut table = open(1);
    table.first();
    let changed = hex::encode(&table.written()).replace("9F0206000000012345", "9F0206000000012346");
    assert!(!issuer::is_genuine(table.card.pan, 1, &hex::decode(&changed).unwrap()));
}

#[test]
fn a_card_of_another_ca_or_with_changed_data_is_not_genuine() {
    let mut none = Setup::factory();
    none.keys.clear();
    let mut other = Setup::factory();
    other.keys[0].modulus[77] ^= 1;
    for setup in [none, other] {
        let mut table = open(1);
        table.first_with(&setup, &terms(), &["123456"]).unwrap();
        assert_eq!(table.tag(Tag::TVR), "0800048000");
    }
    let mut table = open(1);
    table.dialogue.certified[5] ^= 1;
    table.first();
    assert_eq!(table.tag(Tag::TVR), "0800048000");
    // A certificate that is not there at all.
    let mut table = open(1);
    table.dialogue.objects.remove(&Tag::new(0x9F46));
    table.first();
    assert_eq!(table.tag(Tag::TVR), "2800048000");
}

#[test]
fn a_pin_that_is_not_typed_and_one_that_nobody_wants() {
    let mut table = open(1);
    table.first_with(&Setup::factory(), &terms(), &[""]).unwrap();
    assert_eq!((table.tag(Tag::TVR), table.tag(Tag::CVM_RESULTS)), ("0000888000".into(), "420301".into()));
    let mut table = open(1);
    let unable = Terms { capabilities: [0xE0, 0x28, 0xC8], ..terms() };
    table.first_with(&Setup::factory(), &unable, &["123456"]).unwrap();
    assert_eq!((table.tag(Tag::TVR), table.tag(Tag::CVM_RESULTS)), ("0000008000".into(), "1F0302".into()));
}

#[test]
fn a_card_counts_wrong_pins_and_forgets_them_after_the_right_one() {
    let mut table = open(23);
    table.first_with(&Setup::factory(), &terms(), &["000000", "123456"]).unwrap();
    assert_eq!((table.dialogue.proof(), table.tag(Tag::CVM_RESULTS)), (Proof::CardPin, "410302".into()));
    assert_eq!(table.slot.state().pin_tries, 3);
    // Three wrong ones block it, also for the next trade; the issuer sees that and frees it.
    let wrong = ["000000"; 5];
    let mut table = open(23);
    table.first_with(&Setup::factory(), &terms(), &wrong).unwrap();
    assert_eq!((table.slot.state().pin_tries, table.tag(Tag::TVR)), (0, "0000A08000".into()));
    let state = table.slot.state().clone();
    let mut table = try_open(23, Some(state), &Setup::factory(), &order()).ok().unwrap();
    table.first_with(&Setup::factory(), &terms(), &["123456"]).unwrap();
    assert_eq!(table.tag(Tag::TVR), "0000A08000");
    let issuer = table.response("00") + &table.script(0x71, "84240000", "", 0);
    assert!(table.second(Word::Approved(*b"00"), &issuer).approved);
    assert_eq!(table.slot.state().pin_tries, 3);
}

#[test]
fn scripts_run_before_and_after_and_tell_how_they_went() {
    let mut table = open(20);
    table.first();
    let before = table.script(0x71, "84240000", "", 0);
    let after = table.script(0x72, "04DA9F58", "05", 0);
    let issuer = table.response("00") + &before + &after;
    let end = table.second(Word::Approved(*b"00"), &issuer);
    assert!(end.approved);
    assert_eq!(hex::encode(&end.scripts), "20000000012000000001");
    assert_eq!((table.slot.state().offline_limit, table.tag(Tag::TSI)), (5, "FC00".into()));
    // A code that is wrong, before and after.
    for (kind, found) in [(0x71, "0000048020"), (0x72, "0000048010")] {
        let mut table = open(20);
        table.first();
        let issuer = table.response("00") + &table.script(kind, "04DA9F58", "05", 1);
        let end = table.second(Word::Approved(*b"00"), &issuer);
        assert!(end.approved, "the payment stands");
        assert_eq!((hex::encode(&end.scripts), table.tag(Tag::TVR)), ("1100000001".into(), found.into()));
        assert_eq!(table.slot.state().offline_limit, 0);
    }
}

#[test]
fn a_card_does_not_take_a_response_that_is_not_its_issuers() {
    let mut table = open(1);
    table.first();
    let end = table.second(Word::Approved(*b"00"), "910A00112233445566773030");
    assert!(!end.approved);
    assert_eq!(table.tag(Tag::TVR), "0000048040");
}

#[test]
fn what_is_declined_ends_with_a_refusal() {
    for word in [Word::Declined(*b"51"), Word::NoHost] {
        let mut table = open(1);
        table.first();
        assert!(!table.second(word, "").approved);
        assert_eq!(table.tag(Tag::CID), "00");
    }
    let mut table = open(10);
    table.first();
    let response = table.response("00");
    assert!(!table.second(Word::Approved(*b"00"), &response).approved, "a card that declines last");
}

#[test]
fn electronic_cash_pays_alone_below_the_floor_limit() {
    let unable = |floor, must_ask| Terms { capabilities: [0xE0, 0x28, 0xC8], floor, must_ask };
    for (terms, expected) in [
        (unable(12_346, false), Decision::Approved),
        (unable(12_345, false), Decision::AskIssuer),
        (unable(12_346, true), Decision::AskIssuer),
    ] {
        let mut table = open(15);
        assert_eq!(table.first_with(&Setup::factory(), &terms, &[]), Ok(expected));
    }
    // The issuer is not to be told after that.
    let mut table = open(15);
    table.first_with(&Setup::factory(), &unable(12_346, false), &[]).unwrap();
    assert_eq!(table.dialogue.second(&mut table.slot, Word::NoHost, &[]), Err(Trouble::NotAllowed));
}

#[test]
fn an_expired_card_says_so_and_its_issuer_decides() {
    let mut table = open(19);
    assert_eq!(table.first(), Decision::AskIssuer);
    assert_eq!(table.tag(Tag::TVR), "0040048000");
    // A terminal whose action code denies it declines.
    let mut strict = Setup::factory();
    strict.applications[0].denial[1] |= 0x40;
    let mut table = try_open(19, None, &strict, &order()).ok().unwrap();
    assert_eq!(table.first_with(&strict, &terms(), &["123456"]), Ok(Decision::Declined));
}

#[test]
fn cards_that_cannot_be_read() {
    let trouble = |place, setup: &Setup| try_open(place, None, setup, &order()).err().map(|(trouble, _)| trouble);
    let factory = Setup::factory();
    assert_eq!(trouble(16, &factory), Some(Trouble::Mute));
    assert_eq!(trouble(18, &factory), Some(Trouble::Blocked));
    let mut others = Setup::factory();
    others.applications[0].aid = vec![0xA0, 0, 0, 0, 3];
    assert_eq!(trouble(1, &others), Some(Trouble::NoApplication));
    assert_eq!(trouble(7, &others), Some(Trouble::NoApplication));
    let mut whole = Setup::factory();
    whole.applications[0].partial = false;
    assert_eq!(trouble(1, &whole), Some(Trouble::NoApplication), "five bytes are not its whole name");
    let mut pulled = open(9);
    assert_eq!(pulled.first(), Decision::AskIssuer);
    assert_eq!(pulled.dialogue.second(&mut pulled.slot, Word::Approved(*b"00"), &[]), Err(Trouble::Gone));
    let mut early = open(10);
    assert!(early.first_with(&factory, &terms(), &["123456"]).is_ok());
    assert_eq!(early.first_with(&factory, &terms(), &["123456"]), Err(Trouble::NotAllowed), "a second first one");
}

#[test]
fn a_tap_has_its_cryptogram_at_once() {
    let table = open(7);
    assert_eq!(table.dialogue.decision(), Some(Decision::AskIssuer));
    assert_eq!((table.tag(Tag::PAN), table.tag(Tag::EXPIRY)), ("6210948000000004907F".into(), "301231".into()));
    assert!(issuer::is_genuine(table.card.pan, 1, &table.written()));
    assert_eq!((table.dialogue.proof(), table.tag(Tag::CVM_RESULTS)), (Proof::None, "1F0302".into()));
    // From the limit on its owner must be proved.
    let large = Order { tap_limit: 12_345, ..order() };
    let table = try_open(7, None, &Setup::factory(), &large).ok().unwrap();
    assert_eq!((table.dialogue.proof(), table.tag(Tag::CVM_RESULTS)), (Proof::OnlinePin, "420300".into()));
    assert_eq!(table.tag(Tag::TTQ), "26C04000");
}

#[test]
fn a_telephone_wants_its_owner_and_proves_him_itself() {
    let large = Order { tap_limit: 0, ..order() };
    let (trouble, state) = try_open(17, None, &Setup::factory(), &large).err().unwrap();
    assert_eq!(trouble, Trouble::SeePhone);
    let table = try_open(17, Some(state), &Setup::factory(), &large).ok().unwrap();
    assert_eq!((table.dialogue.proof(), table.tag(Tag::CARD_QUALIFIERS)), (Proof::OnDevice, "0080".into()));
}

/// Every card of the tray ends one way or the other, whatever answer is cut short on the way.
#[test]
fn no_card_takes_the_kernel_down() {
    for card in CARDS.iter().filter(|card| Slot::insert(card, None).is_some()) {
        if let Ok(mut table) = try_open(card.place, None, &Setup::factory(), &order()) {
            let _ = table.first_with(&Setup::factory(), &terms(), &[card.typed_pin]);
            let _ = table.dialogue.second(&mut table.slot, Word::Approved(*b"00"), &[0x72, 0x05, 0x86]);
        }
    }
}
