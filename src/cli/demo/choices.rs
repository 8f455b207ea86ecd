//! What can be chosen on the command line of `keytill demo`.

use std::path::Path;

use crate::{cli::config::GlyphChoice, flow::SignatureOn, reader, sim::pad};

/// Glyphs on the command line.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum GlyphArg {
    /// By TERM
    Auto,
    /// Lines and half blocks
    Blocks,
    /// ASCII alone
    Ascii,
}

impl From<GlyphArg> for GlyphChoice {
    fn from(chosen: GlyphArg) -> Self {
        match chosen {
            GlyphArg::Auto => GlyphChoice::Auto,
            GlyphArg::Blocks => GlyphChoice::Blocks,
            GlyphArg::Ascii => GlyphChoice::Ascii,
        }
    }
}

/// What a pad speaks, on the command line.
#[derive(Clone, Copy, Debug, Default, clap::ValueEnum)]
pub enum PadArg {
    /// ABECS 2.20
    #[default]
    Abecs,
    /// NEO 2, with a keypad
    Neo2,
}

impl PadArg {
    /// For the pad.
    pub fn spoken(self) -> pad::Protocol {
        match self {
            PadArg::Abecs => pad::Protocol::Abecs,
            PadArg::Neo2 => pad::Protocol::Neo2,
        }
    }

    /// For the terminal. What is not public of NEO 2 is as the training pad has it.
    pub fn reader(self, device: &Path) -> reader::Config {
        let protocol = match self {
            PadArg::Abecs => reader::Protocol::Abecs,
            PadArg::Neo2 => reader::Protocol::Neo2,
        };
        let neo2_chip = reader::Neo2Chip::Assumed;
        reader::Config { device: device.into(), protocol, keypad: true, neo2_chip, ..reader::Config::default() }
    }
}

/// Where the cardholder signs, on the command line.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum SignatureArg {
    /// On the slip
    Paper,
    /// On the screen
    Screen,
}

impl From<SignatureArg> for SignatureOn {
    fn from(chosen: SignatureArg) -> Self {
        match chosen {
            SignatureArg::Paper => SignatureOn::Paper,
            SignatureArg::Screen => SignatureOn::Screen,
        }
    }
}
