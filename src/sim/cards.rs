//! The tray of training cards. The pad plays the card and its holder, the host plays the issuer; both look here.

use crate::domain::Entry;

/// A card of the training tray. The numbers are test numbers of a made-up issuer.
#[derive(Clone, Copy, Debug)]
pub struct TestCard {
    /// Its place in the tray, from 1.
    pub place: u8,
    /// The card number.
    pub pan: &'static str,
    /// Expiry, YYMM.
    pub expiry: &'static str,
    /// Card sequence number.
    pub sequence: u8,
    /// How its holder presents it.
    pub entry: Entry,
    /// The PIN that its issuer knows.
    pub pin: &'static str,
    /// The PIN that its holder types; empty when the holder types none.
    pub typed_pin: &'static str,
    /// What the host does with it.
    pub host: HostConduct,
    /// What the card or its holder does.
    pub card: CardConduct,
}

/// What the training host does when it sees a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostConduct {
    /// Checks the PIN, then approves.
    Approve,
    /// Declines with this code.
    Decline(&'static str),
    /// Books the sale and never answers.
    Silent,
    /// Books the sale and answers after the terminal has given up.
    Late,
    /// Books the sale and answers with a wrong MAC.
    BadMac,
    /// Breaks the connection after it has booked the sale.
    Drop,
    /// Books the sale and answers with bytes that are no message.
    Garbage,
    /// Approves, with a script before the card's last word and one after it.
    Scripts,
    /// The same, and the code of the second script is wrong.
    BadScript,
    /// Approves, and its response to the cryptogram is wrong.
    BadArpc,
}

/// What a training card does at the pad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardConduct {
    /// Goes along.
    Agrees,
    /// Declines in the second cryptogram although the host approved.
    DeclinesAfterApproval,
    /// Pays with electronic cash: approves by itself, where the terminal lets it; else asks the host.
    ApprovesOffline,
    /// Declines where its issuer has not proved to be one.
    WantsProof,
    /// Is pulled before the second cryptogram.
    PulledEarly,
    /// Takes the pad off the line while the first cryptogram is made.
    UnplugsPad,
    /// Takes the pad off the line after the host was asked, before the second cryptogram.
    UnplugsPadLate,
    /// Has a chip that says nothing; its stripe can be read.
    MuteChip,
    /// Is in a telephone: asks its holder to look there, and pays when it is tapped again.
    AsksPhone,
    /// Has an application that its issuer has blocked.
    Blocked,
}

const fn card(place: u8, pan: &'static str, entry: Entry, host: HostConduct, card: CardConduct) -> TestCard {
    TestCard { place, pan, expiry: "3012", sequence: 1, entry, pin: "123456", typed_pin: "123456", host, card }
}

/// The tray: a page holds eight places.
pub const CARDS: [TestCard; 22] = [
    card(1, "6210948000000000707", Entry::Chip, HostConduct::Approve, CardConduct::Agrees),
    card(2, "6210948000000001408", Entry::Chip, HostConduct::Decline("51"), CardConduct::Agrees),
    TestCard {
        typed_pin: "000000",
        ..card(3, "6210948000000002109", Entry::Chip, HostConduct::Approve, CardConduct::Agrees)
    },
    card(4, "6210948000000002802", Entry::Chip, HostConduct::Silent, CardConduct::Agrees),
    card(5, "6210948000000003503", Entry::Chip, HostConduct::Late, CardConduct::Agrees),
    card(6, "6210948000000004204", Entry::Chip, HostConduct::BadMac, CardConduct::Agrees),
    card(7, "6210948000000004907", Entry::Tap, HostConduct::Approve, CardConduct::Agrees),
    card(8, "6210948000000005607", Entry::Swipe, HostConduct::Approve, CardConduct::Agrees),
    card(9, "6210948000000006308", Entry::Chip, HostConduct::Approve, CardConduct::PulledEarly),
    card(10, "6210948000000007009", Entry::Chip, HostConduct::Approve, CardConduct::DeclinesAfterApproval),
    card(11, "6210948000000007702", Entry::Chip, HostConduct::Approve, CardConduct::UnplugsPad),
    card(12, "6210948000000008403", Entry::Chip, HostConduct::Approve, CardConduct::UnplugsPadLate),
    card(13, "6210948000000009104", Entry::Chip, HostConduct::Drop, CardConduct::Agrees),
    card(14, "6210948000000009807", Entry::Chip, HostConduct::Garbage, CardConduct::Agrees),
    card(15, "6210948000000010508", Entry::Chip, HostConduct::Approve, CardConduct::ApprovesOffline),
    card(16, "6210948000000011209", Entry::Chip, HostConduct::Approve, CardConduct::MuteChip),
    card(17, "6210948000000011902", Entry::Tap, HostConduct::Approve, CardConduct::AsksPhone),
    card(18, "6210948000000012603", Entry::Chip, HostConduct::Approve, CardConduct::Blocked),
    TestCard {
        expiry: "2001",
        ..card(19, "6210948000000013304", Entry::Chip, HostConduct::Approve, CardConduct::Agrees)
    },
    card(20, "6210948000000014005", Entry::Chip, HostConduct::Scripts, CardConduct::Agrees),
    card(21, "6210948000000014708", Entry::Chip, HostConduct::BadScript, CardConduct::Agrees),
    card(22, "6210948000000015408", Entry::Chip, HostConduct::BadArpc, CardConduct::WantsProof),
];

/// The card at this place of the tray.
pub fn by_place(place: u8) -> Option<&'static TestCard> {
    CARDS.iter().find(|card| card.place == place)
}

/// A payment code of the training tray: what a customer shows and the box scans.
#[derive(Clone, Copy, Debug)]
pub struct TestCode {
    /// Its digits.
    pub code: &'static str,
    /// What the host does with it.
    pub host: CodeConduct,
}

/// What the training host does when it sees a payment code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeConduct {
    /// Approves.
    Approve,
    /// Declines with this code.
    Decline(&'static str),
    /// Books the payment and never answers.
    Silent,
    /// Says 09, in progress, and has been paid after some questions.
    PaidLater,
    /// Says 09, in progress, however often it is asked.
    NeverPaid,
}

/// The training codes. They can be used again and again; any other code of a known form is paid once.
pub const CODES: [TestCode; 5] = [
    TestCode { code: "6220000000000000001", host: CodeConduct::Approve },
    TestCode { code: "6220000000000000002", host: CodeConduct::Decline("51") },
    TestCode { code: "6220000000000000003", host: CodeConduct::Silent },
    TestCode { code: "6220000000000000004", host: CodeConduct::PaidLater },
    TestCode { code: "6220000000000000005", host: CodeConduct::NeverPaid },
];
