//! What a card remembers without power.

use super::Profile;

/// How often a wrong PIN may be given.
pub const PIN_TRIES: u8 = 3;

/// What became of the last response of the issuer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IssuerCheck {
    /// It was right, or none has been wanted yet.
    #[default]
    Right,
    /// It was wrong.
    Wrong,
    /// The issuer was asked and its response never came.
    Missing,
}

/// What is blocked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lock {
    /// Nothing.
    #[default]
    Open,
    /// The application.
    Application,
    /// The whole card.
    Card,
}

/// What a card remembers without power.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardState {
    /// The application transaction counter (tag 9F36). It never goes back; at its end the application is blocked.
    pub counter: u16,
    /// The counter of the last transaction that the issuer took part in (tag 9F13).
    pub last_online: u16,
    /// How many PINs may still be tried (tag 9F17).
    pub pin_tries: u8,
    /// Electronic cash in minor units (tag 9F79).
    pub balance: u64,
    /// How often it may pay in a row without the issuer (tag 9F58, written by scripts alone).
    pub offline_limit: u8,
    /// What became of the last response of the issuer.
    pub issuer: IssuerCheck,
    /// Whether the last transaction asked the issuer and was not finished.
    pub unfinished: bool,
    /// Script commands since the issuer last took part.
    pub script_commands: u8,
    /// Whether one of them failed.
    pub script_failed: bool,
    /// What is blocked.
    pub lock: Lock,
    /// Whether the owner of the telephone has consented to the next transaction.
    pub consented: bool,
}

impl CardState {
    /// A card as it comes from the issuer.
    pub fn fresh(profile: &Profile) -> CardState {
        CardState {
            counter: 0,
            last_online: 0,
            pin_tries: PIN_TRIES,
            balance: profile.cash,
            offline_limit: 0,
            issuer: IssuerCheck::default(),
            unfinished: false,
            script_commands: 0,
            script_failed: false,
            lock: profile.lock,
            consented: false,
        }
    }
}
