//! The bits of the terminal verification results (tag 95) and of the transaction status information (9B), EMV Book 3, annex C.

/// A bit: the byte, from 0, and its place in it.
pub(super) type Bit = (usize, u8);

pub(super) const NOT_AUTHENTICATED: Bit = (0, 0x80);
pub(super) const DATA_MISSING: Bit = (0, 0x20);
pub(super) const DDA_FAILED: Bit = (0, 0x08);
pub(super) const OTHER_VERSION: Bit = (1, 0x80);
pub(super) const EXPIRED: Bit = (1, 0x40);
pub(super) const NOT_YET_VALID: Bit = (1, 0x20);
pub(super) const NOT_ALLOWED: Bit = (1, 0x10);
pub(super) const HOLDER_NOT_VERIFIED: Bit = (2, 0x80);
pub(super) const UNKNOWN_CVM: Bit = (2, 0x40);
pub(super) const PIN_TRIES_EXCEEDED: Bit = (2, 0x20);
pub(super) const NO_PIN_PAD: Bit = (2, 0x10);
pub(super) const PIN_NOT_ENTERED: Bit = (2, 0x08);
pub(super) const ONLINE_PIN: Bit = (2, 0x04);
pub(super) const FLOOR_LIMIT: Bit = (3, 0x80);
pub(super) const ISSUER_NOT_AUTHENTICATED: Bit = (4, 0x40);
pub(super) const SCRIPT_FAILED_BEFORE: Bit = (4, 0x20);
pub(super) const SCRIPT_FAILED_AFTER: Bit = (4, 0x10);

pub(super) const DATA_AUTHENTICATED: Bit = (0, 0x80);
pub(super) const HOLDER_VERIFIED: Bit = (0, 0x40);
pub(super) const CARD_RISK: Bit = (0, 0x20);
pub(super) const ISSUER_AUTHENTICATED: Bit = (0, 0x10);
pub(super) const TERMINAL_RISK: Bit = (0, 0x08);
pub(super) const SCRIPTS_RUN: Bit = (0, 0x04);
