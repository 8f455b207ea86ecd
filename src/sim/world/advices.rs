//! What has happened already, so that the terminal records it first and tells the host afterwards: completions by advice, sales that
//! were authorised by telephone, new totals for these, tips. How the person at the keypad brings it in.

use super::{day::World, person::Deed, setting};
use crate::{
    domain::{CardClass, Kind, Stan},
    sim::by_place,
};

/// Something that is recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Advice {
    /// What was held is taken, without asking.
    Completion {
        /// The date of the pre-authorisation, MMDD.
        date: String,
        /// Its code.
        code: String,
        /// How much.
        fen: u64,
    },
    /// A sale that somebody authorised by telephone, with the number of the card typed.
    Offline {
        /// The card number, a test number.
        pan: &'static str,
        /// The place of its scheme in the list.
        scheme: u8,
        /// How much.
        fen: u64,
    },
    /// Another total for such a sale.
    Total(Stan, u64),
    /// A tip on a sale by a foreign card.
    Tip(Stan, u64),
}

impl Advice {
    /// The way from the menu of transactions.
    pub fn way(&self) -> &'static str {
        match self {
            Advice::Completion { .. } => "74",
            Advice::Offline { .. } => "841",
            Advice::Total(..) => "842",
            Advice::Tip(..) => "843",
        }
    }

    /// The amount that is typed.
    pub fn fen(&self) -> u64 {
        match self {
            Advice::Completion { fen, .. } | Advice::Offline { fen, .. } => *fen,
            Advice::Total(_, fen) | Advice::Tip(_, fen) => *fen,
        }
    }

    /// The answer to a question of its own; a way out of any other.
    pub fn reply(&self, text: &str) -> String {
        let has = |words: &str| text.contains(words);
        match self {
            Advice::Completion { .. } if has("Where is the card?") => "1".into(),
            Advice::Completion { date, .. } if has("Type the date") => format!("{date}E"),
            Advice::Completion { code, .. } if has("Type the authorisation code") => format!("{code}E"),
            Advice::Offline { pan, .. } if has("Type the card number") => format!("{pan}E"),
            Advice::Offline { .. } if has("Type the expiry") => "3012E".into(),
            Advice::Offline { scheme, .. } if has("Which card scheme?") => scheme.to_string(),
            Advice::Offline { .. } if has("How was it authorised?") => "1".into(),
            Advice::Offline { .. } if has("Type the institution number") => "01020000E".into(),
            Advice::Offline { .. } if has("Type the authorisation code") => "123456E".into(),
            Advice::Total(stan, _) | Advice::Tip(stan, _) if has("voucher number") => format!("{stan}E"),
            Advice::Total(_, fen) if has("Type the new total") => format!("{fen}E"),
            Advice::Tip(_, fen) if has("Type the tip") => format!("{fen}E"),
            _ => "C".into(),
        }
    }
}

impl World {
    /// Something that the next customer leaves to be recorded; none where there is nothing to go back to.
    pub(super) fn advice(&mut self, fen: u64) -> Option<Deed> {
        let advice = match self.shop.chance.below(8) {
            0 | 1 => {
                let (date, code, fen) = self.held()?;
                Advice::Completion { date, code, fen }
            }
            2 | 3 => {
                let sale = self.earlier(|t| t.kind == Kind::Offline && t.counts() && t.extra.adjusted.is_none())?;
                Advice::Total(sale.txn.stan, fen)
            }
            4 | 5 => {
                let sale = self.earlier(|t| t.can_be_voided() && t.card_class() == CardClass::Foreign)?;
                Advice::Tip(sale.txn.stan, 1 + sale.amount.minor() / 20)
            }
            6 => Advice::Offline { pan: setting::FOREIGN.0, scheme: 2, fen },
            _ => Advice::Offline { pan: by_place(8)?.pan, scheme: 1, fen },
        };
        Some(Deed::Advice(advice))
    }

    /// What the customer's pre-authorisation is completed by: its date, its code, and how much is taken of it.
    pub(super) fn held(&mut self) -> Option<(String, String, u64)> {
        let held = self.earlier(|t| t.kind == Kind::PreAuth && t.counts())?;
        let host = held.host.as_ref()?;
        let (code, date) = (host.auth_code.as_ref()?.to_string(), host.time.as_ref()?.date.clone());
        Some((date, code, 1 + self.shop.chance.below(held.amount.minor())))
    }
}
