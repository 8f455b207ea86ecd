//! Which fields a kind of transaction has beyond those that name it (chapter 12 of Q/CUP 007-2006, 3.2), as data.

use crate::domain::Kind;

/// The fields of one kind's request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    /// Field 23: the card's sequence number.
    pub sequence: Sequence,
    /// Fields 26, 52 and 53.
    pub pin: Wanted,
    /// Field 55.
    pub chip: Wanted,
    /// Field 37: the original's reference number.
    pub rrn: Wanted,
    /// Field 38: the original's authorisation code.
    pub auth_code: Wanted,
    /// Field 61.
    pub original: Original61,
    /// Field 63: the card scheme.
    pub scheme: Wanted,
}

/// Whether a field is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// It is not.
    No,
    /// It is, where the transaction has it.
    IfKnown,
    /// The message is of no use without it.
    Yes,
}

/// When field 23 is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sequence {
    /// For a chip.
    Chip,
    /// For a chip where the profile says so: absent by the specification, present in several terminals.
    Profile,
}

/// The forms of field 61.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Original61 {
    /// None.
    No,
    /// Batch and STAN of the original: 12 digits.
    BatchStan,
    /// Batch, STAN and date: 16 digits.
    BatchStanDate,
    /// Twelve zeros and the date: a terminal does not know the batch of an earlier day.
    Date,
    /// Sixteen zeros.
    Zeros,
    /// Batch, STAN, date, way of authorisation and institution: 18 to 29 digits.
    Authority,
}

impl Shape {
    const SALE: Shape = Shape {
        sequence: Sequence::Chip,
        pin: Wanted::IfKnown,
        chip: Wanted::Yes,
        rrn: Wanted::No,
        auth_code: Wanted::No,
        original: Original61::No,
        scheme: Wanted::No,
    };
    const VOID: Shape = Shape {
        chip: Wanted::No,
        rrn: Wanted::Yes,
        auth_code: Wanted::IfKnown,
        original: Original61::BatchStan,
        ..Shape::SALE
    };
    const PRE_AUTH_VOID: Shape =
        Shape { chip: Wanted::No, auth_code: Wanted::Yes, original: Original61::Date, ..Shape::SALE };
    const OFFLINE: Shape = Shape {
        sequence: Sequence::Profile,
        pin: Wanted::No,
        chip: Wanted::No,
        auth_code: Wanted::IfKnown,
        original: Original61::Authority,
        scheme: Wanted::Yes,
        ..Shape::SALE
    };

    /// The fields of a kind.
    pub(super) fn of(kind: Kind) -> Shape {
        match kind {
            Kind::Sale
            | Kind::Instalment
            | Kind::PreAuth
            | Kind::Balance
            | Kind::LoadOwn
            | Kind::LoadOther
            | Kind::LoadCash => Shape::SALE,
            Kind::Void | Kind::LoadVoid => Shape::VOID,
            Kind::Refund | Kind::EcashRefund => {
                Shape { original: Original61::Date, scheme: Wanted::Yes, ..Shape::VOID }
            }
            Kind::PreAuthAdd => {
                Shape { sequence: Sequence::Profile, original: Original61::Zeros, ..Shape::PRE_AUTH_VOID }
            }
            Kind::PreAuthVoid => Shape::PRE_AUTH_VOID,
            Kind::Completion => Shape { sequence: Sequence::Profile, ..Shape::PRE_AUTH_VOID },
            Kind::CompletionAdvice => Shape { pin: Wanted::No, ..Shape::PRE_AUTH_VOID },
            Kind::CompletionVoid => {
                Shape { sequence: Sequence::Profile, original: Original61::BatchStanDate, ..Shape::VOID }
            }
            Kind::Offline => Shape::OFFLINE,
            Kind::Adjust | Kind::Tip => Shape { rrn: Wanted::IfKnown, ..Shape::OFFLINE },
            Kind::EcashSale => Shape { pin: Wanted::No, scheme: Wanted::Yes, ..Shape::SALE },
        }
    }

    /// The fields of a kind's reversal: neither PIN nor reference number; field 55 where the original had it.
    pub(super) fn of_reversal(kind: Kind) -> Shape {
        let request = Shape::of(kind);
        let auth_code = if request.auth_code == Wanted::No { Wanted::No } else { Wanted::IfKnown };
        let chip = if request.chip == Wanted::No { Wanted::No } else { Wanted::IfKnown };
        Shape { pin: Wanted::No, rrn: Wanted::No, scheme: Wanted::No, auth_code, chip, ..request }
    }
}
