//! What a transaction is, and what follows from that alone: on which side it counts, what an unknown outcome means, who
//! must approve it. From the key table and chapters 6 and 8 of Q/CUP 007-2006.

use serde::{Deserialize, Serialize};

/// What a transaction is. A payment by code is a sale, a void or a refund whose [`super::Entry`] is a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Sale (消费).
    Sale,
    /// Sale paid in instalments (分期消费).
    Instalment,
    /// Void of a sale in the open batch (消费撤销).
    Void,
    /// Refund of an earlier sale, whole or in part (退货).
    Refund,
    /// Pre-authorisation (预授权).
    PreAuth,
    /// More on top of a pre-authorisation (追加预授权).
    PreAuthAdd,
    /// Void of a pre-authorisation (预授权撤销).
    PreAuthVoid,
    /// Completion of a pre-authorisation, asked (预授权完成请求).
    Completion,
    /// Completion of a pre-authorisation, told (预授权完成通知).
    CompletionAdvice,
    /// Void of an asked completion in the open batch (预授权完成撤销).
    CompletionVoid,
    /// Offline settlement: authorised by telephone, told later (离线结算).
    Offline,
    /// Another total for an offline settlement (结算调整).
    Adjust,
    /// A tip on top of a foreign card's sale (小费调整).
    Tip,
    /// Electronic cash, approved by the card alone and told later (电子现金脱机消费).
    EcashSale,
    /// Refund of electronic cash (电子现金退货).
    EcashRefund,
    /// Load of electronic cash from the card's own account (指定账户圈存).
    LoadOwn,
    /// Load of electronic cash from another account (非指定账户圈存).
    LoadOther,
    /// Load of electronic cash against cash (现金充值).
    LoadCash,
    /// Void of a load against cash (现金充值撤销).
    LoadVoid,
    /// Enquiry of the balance (余额查询). No money moves.
    Balance,
}

/// On which side of the batch totals (field 48) a kind counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Towards the shop.
    Debit,
    /// Back to the cardholder.
    Credit,
    /// Not at all.
    Neither,
}

/// What a lack of an answer means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conduct {
    /// The outcome is not known: it is reversed.
    Reversible,
    /// The outcome is not known and there is no reversal for it: a person must find out.
    Once,
    /// It is true as soon as it is recorded here; the host is told until it has heard.
    Advice,
    /// Nothing has happened.
    Enquiry,
}

/// How much of the chip takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChipUse {
    /// Cryptograms, with the issuer's answer given to the card.
    Full,
    /// The card is read and let go: "short EMV flow", no field 55.
    Short,
}

impl Kind {
    /// Every kind, in the order that reports list them.
    pub const ALL: [Kind; 20] = [
        Kind::Sale,
        Kind::Instalment,
        Kind::Void,
        Kind::Refund,
        Kind::PreAuth,
        Kind::PreAuthAdd,
        Kind::PreAuthVoid,
        Kind::Completion,
        Kind::CompletionAdvice,
        Kind::CompletionVoid,
        Kind::Offline,
        Kind::Adjust,
        Kind::Tip,
        Kind::EcashSale,
        Kind::EcashRefund,
        Kind::LoadOwn,
        Kind::LoadOther,
        Kind::LoadCash,
        Kind::LoadVoid,
        Kind::Balance,
    ];

    /// Where it counts. An adjustment and a tip change the amount of their original instead of counting themselves. The
    /// void of a load is not named by the specification and counts nowhere.
    pub fn side(self) -> Side {
        match self {
            Kind::Sale
            | Kind::Instalment
            | Kind::Completion
            | Kind::CompletionAdvice
            | Kind::Offline
            | Kind::EcashSale
            | Kind::LoadOther => Side::Debit,
            Kind::Void | Kind::Refund | Kind::CompletionVoid | Kind::EcashRefund | Kind::LoadCash => Side::Credit,
            Kind::PreAuth
            | Kind::PreAuthAdd
            | Kind::PreAuthVoid
            | Kind::Adjust
            | Kind::Tip
            | Kind::LoadOwn
            | Kind::LoadVoid
            | Kind::Balance => Side::Neither,
        }
    }

    /// What a lack of an answer means.
    pub fn conduct(self) -> Conduct {
        match self {
            Kind::Sale
            | Kind::Instalment
            | Kind::Void
            | Kind::PreAuth
            | Kind::PreAuthAdd
            | Kind::PreAuthVoid
            | Kind::Completion
            | Kind::CompletionVoid
            | Kind::LoadOwn
            | Kind::LoadOther
            | Kind::LoadCash
            | Kind::LoadVoid => Conduct::Reversible,
            Kind::Refund | Kind::EcashRefund => Conduct::Once,
            Kind::CompletionAdvice | Kind::Offline | Kind::Adjust | Kind::Tip | Kind::EcashSale => Conduct::Advice,
            Kind::Balance => Conduct::Enquiry,
        }
    }

    /// Whether the host is asked while the customer waits. The others are recorded and told in the background.
    pub fn is_asked_at_once(self) -> bool {
        self.conduct() != Conduct::Advice || self == Kind::CompletionAdvice
    }

    /// Whether a supervisor must approve it.
    pub fn needs_supervisor(self) -> bool {
        matches!(
            self,
            Kind::Void | Kind::Refund | Kind::PreAuthVoid | Kind::CompletionVoid | Kind::EcashRefund | Kind::LoadVoid
        )
    }

    /// How much of the chip takes part.
    pub fn chip_use(self) -> ChipUse {
        match self {
            Kind::Sale
            | Kind::Instalment
            | Kind::PreAuth
            | Kind::Balance
            | Kind::EcashSale
            | Kind::LoadOwn
            | Kind::LoadOther
            | Kind::LoadCash
            | Kind::LoadVoid => ChipUse::Full,
            _ => ChipUse::Short,
        }
    }

    /// Whether it takes back, once approved, another transaction of the open batch as a whole.
    pub fn voids(self) -> bool {
        matches!(self, Kind::Void | Kind::CompletionVoid | Kind::PreAuthVoid | Kind::LoadVoid)
    }

    /// The kind that takes this one back within its batch, if there is one.
    pub fn voided_by(self) -> Option<Kind> {
        match self {
            Kind::Sale | Kind::Instalment => Some(Kind::Void),
            Kind::Completion => Some(Kind::CompletionVoid),
            Kind::PreAuth => Some(Kind::PreAuthVoid),
            Kind::LoadCash => Some(Kind::LoadVoid),
            _ => None,
        }
    }

    /// Tag 9C of the chip: the first two digits of the processing code in practice; no public source says more.
    pub fn chip_type(self) -> u8 {
        match self {
            Kind::PreAuth => 0x03,
            Kind::Balance => 0x31,
            Kind::LoadOwn => 0x60,
            Kind::LoadOther => 0x62,
            Kind::LoadCash => 0x63,
            Kind::LoadVoid => 0x17,
            _ => 0x00,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_never_reversed_is_so_by_the_specification() {
        let never: Vec<Kind> = Kind::ALL.into_iter().filter(|k| k.conduct() != Conduct::Reversible).collect();
        let expected = [
            Kind::Refund,
            Kind::CompletionAdvice,
            Kind::Offline,
            Kind::Adjust,
            Kind::Tip,
            Kind::EcashSale,
            Kind::EcashRefund,
            Kind::Balance,
        ];
        assert_eq!(never, expected);
    }

    #[test]
    fn a_kind_and_what_voids_it_count_on_opposite_sides() {
        for kind in Kind::ALL {
            let Some(void) = kind.voided_by() else { continue };
            assert!(void.voids());
            match kind.side() {
                Side::Debit => assert_eq!(void.side(), Side::Credit, "{kind:?}"),
                // A load against cash: its void is not counted.
                Side::Credit => assert_eq!(void.side(), Side::Neither, "{kind:?}"),
                Side::Neither => assert_eq!(void.side(), Side::Neither, "{kind:?}"),
            }
        }
    }
}
