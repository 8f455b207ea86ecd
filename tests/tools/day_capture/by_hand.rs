//! Every request of the acquirer link once, made by hand: what the core does not send, or does not send yet, as well as what it
//! does.

use keytill::{
    acquirer::{
        Answer, CardData, Financial, Finding, Manage, Profile, Request, ReversalRequest,
        keys::remote::{PublicKeyForm, RemoteTmk},
        message::{ChipDetail, ChipSort, ManageType, ScriptNotice, SignatureUpload, StripeDetail},
    },
    domain::{
        Amount, CardClass, CardSecret, Conduct, Currency, Entry, Expiry, Extra, Kind, Original, Pan, PayCode, PinUse,
        ReversalReason, Totals, Track2, TxnRef, hex,
        transaction::{AuthorityMode, OfflineAuthority},
    },
    emv,
    sim::{CODES, by_place, host::HostConfig, issuer::chip_objects},
};

use super::{
    desk::Desk,
    support::{amount, operator},
    world::{Card, TMK, VISA},
};

/// Each kind by the ways that a card may come, with a PIN or without one.
#[rustfmt::skip]
const TRADES: [(Kind, Entry, PinUse); 37] = [
    (Kind::Balance, Entry::Chip, PinUse::Entered),
    (Kind::Balance, Entry::Swipe, PinUse::Entered),
    (Kind::Sale, Entry::Chip, PinUse::Entered),
    (Kind::Sale, Entry::Chip, PinUse::None),
    (Kind::Sale, Entry::Tap, PinUse::Entered),
    (Kind::Sale, Entry::Tap, PinUse::None),
    (Kind::Sale, Entry::Swipe, PinUse::Entered),
    (Kind::Sale, Entry::Swipe, PinUse::None),
    (Kind::Sale, Entry::Fallback, PinUse::Entered),
    (Kind::Sale, Entry::Code, PinUse::None),
    (Kind::Instalment, Entry::Chip, PinUse::Entered),
    (Kind::Instalment, Entry::Swipe, PinUse::Entered),
    (Kind::Void, Entry::Manual, PinUse::None),
    (Kind::Void, Entry::Chip, PinUse::Entered),
    (Kind::Void, Entry::Swipe, PinUse::None),
    (Kind::Void, Entry::Code, PinUse::None),
    (Kind::Refund, Entry::Chip, PinUse::None),
    (Kind::Refund, Entry::Swipe, PinUse::None),
    (Kind::Refund, Entry::Code, PinUse::None),
    (Kind::PreAuth, Entry::Chip, PinUse::Entered),
    (Kind::PreAuth, Entry::Swipe, PinUse::Entered),
    (Kind::PreAuthAdd, Entry::Chip, PinUse::Entered),
    (Kind::PreAuthVoid, Entry::Manual, PinUse::None),
    (Kind::PreAuthVoid, Entry::Chip, PinUse::Entered),
    (Kind::Completion, Entry::Manual, PinUse::None),
    (Kind::Completion, Entry::Swipe, PinUse::Entered),
    (Kind::CompletionAdvice, Entry::Manual, PinUse::None),
    (Kind::CompletionAdvice, Entry::Chip, PinUse::None),
    (Kind::CompletionVoid, Entry::Manual, PinUse::None),
    (Kind::Offline, Entry::Manual, PinUse::None),
    (Kind::Adjust, Entry::Manual, PinUse::None),
    (Kind::Tip, Entry::Manual, PinUse::None),
    (Kind::EcashSale, Entry::Tap, PinUse::None),
    (Kind::EcashRefund, Entry::Chip, PinUse::None),
    (Kind::LoadOwn, Entry::Chip, PinUse::Entered),
    (Kind::LoadOther, Entry::Chip, PinUse::Entered),
    (Kind::LoadVoid, Entry::Chip, PinUse::Entered),
];

/// Downloads, their ends, lists and status, each with what its field 62 has.
#[rustfmt::skip]
const MANAGEMENT: [(ManageType, &str, &str); 21] = [
    (ManageType::Network, "360", ""), (ManageType::Network, "361", ""),
    (ManageType::Notice, "362", "303131303231303331303431303531"),
    (ManageType::Network, "364", ""), (ManageType::Network, "365", ""),
    (ManageType::Notice, "372", "313030"),
    (ManageType::Network, "370", "9F0605A0000003339F220102"), (ManageType::Network, "371", ""),
    (ManageType::Notice, "382", "313030"),
    (ManageType::Network, "380", "9F0608A000000333010101"), (ManageType::Network, "381", ""),
    (ManageType::Network, "390", "313030"), (ManageType::Network, "391", ""),
    (ManageType::Network, "394", "313030"), (ManageType::Network, "395", ""),
    (ManageType::Network, "396", "313030"), (ManageType::Network, "397", ""),
    (ManageType::Network, "398", "313030"), (ManageType::Network, "399", ""),
    (ManageType::Network, "960", "313030"), (ManageType::Network, "961", ""),
];

/// What each trade is about, and what a tip is, in minor units.
const SUM: u64 = 1000;
const TIP: u64 = 100;
/// More than one block of details holds.
const STRIPES: usize = 9;
const BLOCK: usize = 8;
const SORTS: [ChipSort; 3] = [ChipSort::Approved, ChipSort::IssuerUnverified, ChipSort::Load];

/// A trade that the host approved.
struct Done {
    asked: Financial,
    answer: Answer,
}

pub fn day(profile: Profile, host: HostConfig) {
    let mut desk = Desk::new(profile, host);
    for (kind, entry, pin) in TRADES {
        let done = make(&mut desk, kind, entry, pin);
        if kind.conduct() == Conduct::Reversible {
            reverse(&mut desk, &done);
        }
    }
    aftermath(&mut desk);
    unequal(&mut desk);
    equal(&mut desk);
    manage(&mut desk);
}

/// A trade with whatever it goes back to.
fn make(desk: &mut Desk, kind: Kind, entry: Entry, pin: PinUse) -> Done {
    make_with(desk, kind, entry, pin, pan_of(kind))
}

/// The number of the card: what is told later is told of a foreign one.
fn pan_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Offline | Kind::Adjust | Kind::Tip => VISA,
        _ => by_place(1).unwrap().pan,
    }
}

fn make_with(desk: &mut Desk, kind: Kind, entry: Entry, pin: PinUse, pan: &str) -> Done {
    let before = before(kind).map(|first| {
        // What was typed or is sealed here was swiped there, where it was a card at all.
        let entry = if entry == Entry::Manual && first != Kind::Offline { Entry::Swipe } else { entry };
        make_with(desk, first, entry, pin, pan)
    });
    let sum = match kind {
        Kind::Balance => Amount::ZERO,
        Kind::Tip => amount(SUM + TIP),
        _ => amount(SUM),
    };
    let asked = Financial {
        kind,
        stan: desk.stan(),
        batch: desk.batch,
        amount: sum,
        currency: Currency::Cny,
        card: card(desk, kind, entry, pin, pan),
        original: before.as_ref().map(original),
        extra: extra(kind),
    };
    let answer = desk.ask(&Request::Financial(Box::new(asked.clone())));
    Done { asked, answer }
}

/// The kind of trade that one of this kind goes back to.
fn before(kind: Kind) -> Option<Kind> {
    match kind {
        Kind::Void | Kind::Refund | Kind::Tip => Some(Kind::Sale),
        Kind::PreAuthAdd | Kind::PreAuthVoid | Kind::Completion | Kind::CompletionAdvice => Some(Kind::PreAuth),
        Kind::CompletionVoid => Some(Kind::Completion),
        Kind::Adjust => Some(Kind::Offline),
        Kind::EcashRefund => Some(Kind::EcashSale),
        Kind::LoadVoid => Some(Kind::LoadCash),
        _ => None,
    }
}

fn card(desk: &Desk, kind: Kind, entry: Entry, pin: PinUse, pan: &str) -> CardData {
    let held = Card { pan: pan.into(), pin: "123456".into(), entry };
    let code = entry == Entry::Code;
    let is_chip = matches!(entry, Entry::Chip | Entry::Tap);
    let has_track = is_chip || matches!(entry, Entry::Swipe | Entry::Fallback);
    CardData {
        entry,
        pan: (!code).then(|| Pan::new(pan).unwrap()),
        expiry: Expiry::new("3012").ok().filter(|_| !code),
        sequence: is_chip.then_some(1),
        track2: Track2::new(&format!("{pan}=30122010000000000")).ok().filter(|_| has_track),
        pin_block: (pin == PinUse::Entered && desk.takes_pins).then(|| held.pin_block(TMK, &desk.pin_key).unwrap()),
        chip: if is_chip { tags(kind, pan) } else { Vec::new() },
        code: (code && kind == Kind::Sale).then(|| PayCode::new(CODES[0].code).unwrap()),
    }
}

/// The chip's data; what the card approved by itself has a certificate and says so.
fn tags(kind: Kind, pan: &str) -> Vec<u8> {
    let plain = chip_objects(pan, 1, if kind == Kind::Balance { 0 } else { SUM });
    if kind != Kind::EcashSale {
        return plain;
    }
    let certified = hex::encode(&plain).replace("9F270180", "9F270140");
    hex::decode(&format!("{certified}8A025931")).unwrap()
}

fn extra(kind: Kind) -> Extra {
    let authorised = OfflineAuthority { mode: AuthorityMode::Telephone, institution: "12345678901".into() };
    let told = matches!(kind, Kind::Offline | Kind::Adjust | Kind::Tip | Kind::EcashSale);
    Extra {
        periods: (kind == Kind::Instalment).then_some(12),
        tip: (kind == Kind::Tip).then(|| amount(TIP)),
        authorised: Some(authorised).filter(|_| matches!(kind, Kind::Offline | Kind::Adjust)),
        scheme: told.then(|| if kind == Kind::EcashSale { "CUP".into() } else { "VIS".into() }),
        ..Extra::default()
    }
}

fn original(of: &Done) -> Original {
    let host = &of.answer.result;
    Original {
        txn: Some(name(of)),
        rrn: host.rrn.clone(),
        auth_code: host.auth_code.clone(),
        date: of.answer.host_time.as_ref().and_then(|time| time.date.parse().ok()),
        voucher: of.answer.voucher.clone(),
    }
}

fn name(of: &Done) -> TxnRef {
    TxnRef { batch: of.asked.batch, stan: of.asked.stan }
}

fn secret(of: &Done) -> CardSecret {
    let card = &of.asked.card;
    match (&card.code, &card.pan) {
        (Some(code), _) => CardSecret::Code(code.clone()),
        (None, Some(pan)) => CardSecret::Card { pan: pan.clone(), expiry: card.expiry },
        (None, None) => CardSecret::Code(PayCode::new(CODES[0].code).unwrap()),
    }
}

fn pin_use(of: &Done) -> PinUse {
    if of.asked.card.pin_block.is_some() { PinUse::Entered } else { PinUse::None }
}

fn reverse(desk: &mut Desk, done: &Done) {
    let (secret, pin) = (Some(secret(done)), pin_use(done));
    let Financial { kind, stan, batch, amount, currency, card, original, extra } = done.asked.clone();
    let chip = emv::select(&emv::REVERSAL, &card.chip);
    let CardData { entry, sequence, .. } = card;
    let reason = ReversalReason::NoAnswer;
    desk.ask(&Request::Reversal(Box::new(ReversalRequest {
        kind,
        stan,
        batch,
        amount,
        currency,
        entry,
        pin,
        card: secret,
        sequence,
        reason,
        chip,
        original,
        extra,
    })));
}

/// What may follow a trade by chip: the result of a script, and a signature.
fn aftermath(desk: &mut Desk) {
    let done = make(desk, Kind::Sale, Entry::Chip, PinUse::Entered);
    let mut chip = emv::select(&emv::SCRIPT_NOTICE, &done.asked.card.chip);
    chip.extend([0xDF, 0x31, 5, 0x20, 0, 0, 0, 0]);
    let notice = ScriptNotice {
        stan: desk.stan(),
        original: name(&done),
        kind: Kind::Sale,
        batch: desk.batch,
        amount: done.asked.amount,
        currency: Currency::Cny,
        entry: Entry::Chip,
        pin: PinUse::Entered,
        card: Some(secret(&done)),
        sequence: Some(1),
        host: done.answer.result.clone(),
        chip,
    };
    desk.ask(&Request::Script(Box::new(notice)));
    desk.ask(&Request::Signature(Box::new(SignatureUpload {
        txn: name(&done),
        card: Some(secret(&done)),
        amount: done.asked.amount,
        host: done.answer.result.clone(),
        slip: hex::decode("FF0007CAC4D3C35A3738FF010453414C45FF020101FF060720260122140509FF0A03313536FF700101")
            .unwrap(),
        picture: vec![0x55; 600],
    })));
}

/// The upload of a batch whose totals differ: the host is told that there was nothing.
fn unequal(desk: &mut Desk) {
    let swiped: Vec<Done> = (0..STRIPES).map(|_| make(desk, Kind::Sale, Entry::Swipe, PinUse::Entered)).collect();
    let chip = make(desk, Kind::Sale, Entry::Chip, PinUse::Entered);
    let told = [
        make(desk, Kind::Refund, Entry::Swipe, PinUse::None),
        make(desk, Kind::Refund, Entry::Chip, PinUse::None),
        make(desk, Kind::CompletionAdvice, Entry::Manual, PinUse::None),
        make(desk, Kind::Offline, Entry::Manual, PinUse::None),
    ];
    compare(desk);
    for block in swiped.chunks(BLOCK) {
        let details = block.iter().map(stripe).collect();
        let request = Request::UploadStripe { stan: desk.stan(), batch: desk.batch, details };
        desk.ask(&request);
    }
    for done in &told {
        let mut notice = done.asked.clone();
        (notice.card.track2, notice.card.pin_block) = (None, None);
        desk.ask(&Request::UploadNotice(Box::new(notice)));
    }
    upload_chips(desk, &chip, Finding::Unbalanced);
    end(desk, STRIPES + told.len() + SORTS.len(), Finding::Unbalanced);
}

/// The upload of a batch with nothing in its totals.
fn equal(desk: &mut Desk) {
    let held = make(desk, Kind::PreAuth, Entry::Chip, PinUse::Entered);
    compare(desk);
    upload_chips(desk, &held, Finding::Balanced);
    end(desk, SORTS.len(), Finding::Balanced);
}

/// Totals of nothing.
fn compare(desk: &mut Desk) {
    let request = Request::Settle {
        stan: desk.stan(),
        batch: desk.batch,
        totals: Totals::default(),
        currency: Currency::Cny,
        operator: operator("01"),
    };
    desk.ask(&request);
}

fn stripe(of: &Done) -> StripeDetail {
    let pan = of.asked.card.pan.clone().unwrap();
    StripeDetail { stan: of.asked.stan, pan, amount: of.asked.amount, class: CardClass::Domestic }
}

fn upload_chips(desk: &mut Desk, of: &Done, balance: Finding) {
    let card = &of.asked.card;
    for sort in SORTS {
        let detail = ChipDetail {
            stan: of.asked.stan,
            pan: card.pan.clone().unwrap(),
            amount: of.asked.amount,
            currency: Currency::Cny,
            entry: card.entry,
            pin: pin_use(of),
            sequence: card.sequence,
            chip: card.chip.clone(),
            class: CardClass::Domestic,
            sort,
        };
        desk.ask(&Request::UploadChip { batch: desk.batch, detail: Box::new(detail), balance });
    }
}

fn end(desk: &mut Desk, uploaded: usize, balance: Finding) {
    let uploaded = uploaded.try_into().unwrap();
    let request = Request::UploadEnd { stan: desk.stan(), batch: desk.batch, uploaded, balance };
    desk.ask(&request);
    desk.batch = desk.batch.next();
}

/// Downloads, an echo, the sign-off, a new master key.
fn manage(desk: &mut Desk) {
    for (mti, code, body) in MANAGEMENT {
        let body = hex::decode(body).filter(|body| !body.is_empty());
        desk.ask(&Request::Manage(Manage { mti, batch: desk.batch, code, body }));
    }
    desk.ask(&Request::Echo { batch: desk.batch });
    let request = Request::SignOff { stan: desk.stan(), batch: desk.batch };
    desk.ask(&request);
    let public = RemoteTmk::generate().unwrap().request_62(PublicKeyForm::Tlv);
    for (code, body) in [("350", Some(public.clone())), ("351", None), ("352", Some(public))] {
        // Whether a host knows them is its own affair.
        desk.hear(&Request::Manage(Manage { mti: ManageType::Network, batch: desk.batch, code, body }));
    }
}
