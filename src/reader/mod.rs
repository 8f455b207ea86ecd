//! The card reader and PIN pad: what may be asked of it, and the serial protocols that ask.

pub mod abecs;
mod absent;
pub mod api;
mod capabilities;
pub mod config;
mod detect;
pub mod device;
mod emv_config;
pub mod fault;
pub mod framed;
pub mod line;
pub mod neo2;
pub mod task;

pub use absent::Absent;
pub use api::{
    Authorise, Authorised, Begin, CardTrouble, Complete, Completed, DeviceInfo, HostWord, Offline, Order, Outcome,
    PadTrouble, PinPolicy, PinRequest, Presented, Refusal, Report, TapOffer,
};
pub use capabilities::{Capabilities, Health, Loaded, MacHelp, PinEntry, TextForm, Ways};
pub use config::{Config, Encryption, Neo2Chip, Protocol};
pub use detect::{Found, Tried, detect};
pub use device::{ApduPort, Beep, Beeper, CardReader, ChipSlot, Device, Display, PinPad};
pub use emv_config::{Application, EmvConfig, LeftOut, PublicKey, RandomSelection, TapLimits, TerminalData};
pub use fault::{Ears, Fault};
pub use task::{CipherOrder, Inbox, run};
