//! What the terminal has found (tag 95) and done (tag 9B).

/// Terminal verification results and transaction status information.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    /// Tag 95.
    pub results: [u8; 5],
    /// Tag 9B.
    pub status: [u8; 2],
}

/// A finding: which byte of tag 95, and which bit (Book 3, annex C5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Finding(usize, u8);

impl Finding {
    pub(super) const NOT_PROVED_GENUINE: Finding = Finding(0, 0x80);
    pub(super) const DATA_MISSING: Finding = Finding(0, 0x20);
    pub(super) const NOT_GENUINE: Finding = Finding(0, 0x08);
    pub(super) const OTHER_VERSION: Finding = Finding(1, 0x80);
    pub(super) const EXPIRED: Finding = Finding(1, 0x40);
    pub(super) const NOT_YET_EFFECTIVE: Finding = Finding(1, 0x20);
    pub(super) const NOT_ALLOWED: Finding = Finding(1, 0x10);
    pub(super) const HOLDER_NOT_PROVED: Finding = Finding(2, 0x80);
    pub(super) const UNKNOWN_METHOD: Finding = Finding(2, 0x40);
    pub(super) const PIN_TRIES_GONE: Finding = Finding(2, 0x20);
    pub(super) const NO_PIN_PAD: Finding = Finding(2, 0x10);
    pub(super) const PIN_NOT_TYPED: Finding = Finding(2, 0x08);
    pub(super) const ONLINE_PIN: Finding = Finding(2, 0x04);
    pub(super) const ABOVE_FLOOR: Finding = Finding(3, 0x80);
    pub(super) const ISSUER_NOT_PROVED: Finding = Finding(4, 0x40);
    pub(super) const SCRIPT_FAILED_BEFORE: Finding = Finding(4, 0x20);
    pub(super) const SCRIPT_FAILED_AFTER: Finding = Finding(4, 0x10);
}

/// A step that was done: the bit in the first byte of tag 9B.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    CardProof = 0x80,
    HolderProof = 0x40,
    CardRisk = 0x20,
    IssuerProof = 0x10,
    TerminalRisk = 0x08,
    Scripts = 0x04,
}

impl Flags {
    pub(super) fn find(&mut self, Finding(byte, bit): Finding) {
        self.results[byte] |= bit;
    }

    pub(super) fn done(&mut self, step: Step) {
        self.status[0] |= step as u8;
    }

    /// Whether an action code has one of the findings.
    pub(super) fn meets(&self, code: &[u8]) -> bool {
        self.results.iter().zip(code).any(|(found, wanted)| found & wanted != 0)
    }
}
