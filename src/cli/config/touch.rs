//! `[touch]`: which screens a finger can use, and how large the screen is.

use serde::Deserialize;

use crate::{
    flow::SignatureOn,
    runtime::{TouchMode, Touchscreen},
    ui::ScreenSize,
};

/// The smallest and the largest screen in millimetres, either way.
const MILLIMETRES: std::ops::RangeInclusive<u16> = 20..=2000;

/// The table.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Touch {
    /// Which screens a finger can use.
    pub mode: TouchChoice,
    /// The visible part of the screen in millimetres, across.
    pub width_mm: Option<u16>,
    /// And down.
    pub height_mm: Option<u16>,
}

/// Which screens a finger can use, in the configuration and on the command line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum TouchChoice {
    /// None
    Off,
    /// The pad for a signature alone
    #[default]
    Signature,
    /// All, where the terminal says that it reports touches
    Auto,
    /// All, whatever the terminal says
    On,
}

impl From<TouchChoice> for TouchMode {
    fn from(choice: TouchChoice) -> Self {
        match choice {
            TouchChoice::Off => TouchMode::Off,
            TouchChoice::Signature => TouchMode::Signature,
            TouchChoice::Auto => TouchMode::Auto,
            TouchChoice::On => TouchMode::On,
        }
    }
}

impl Touch {
    /// For the terminal.
    pub fn screen(&self) -> Touchscreen {
        let size = self.width_mm.zip(self.height_mm).map(|(width, height)| ScreenSize { width, height });
        Touchscreen { mode: self.mode.into(), size }
    }

    /// Whether the table can be used.
    ///
    /// # Errors
    /// A sentence that names the key and what was expected.
    pub fn check(&self, signature: SignatureOn) -> Result<(), String> {
        if self.width_mm.is_some() != self.height_mm.is_some() {
            return Err("touch.width_mm and touch.height_mm belong together: the screen's size is both".into());
        }
        let (low, high) = (MILLIMETRES.start(), MILLIMETRES.end());
        match [self.width_mm, self.height_mm].into_iter().flatten().find(|mm| !MILLIMETRES.contains(mm)) {
            Some(mm) => Err(format!("touch: a screen of {mm} mm; expected {low} to {high}")),
            None if self.mode == TouchChoice::Off && signature == SignatureOn::Screen => {
                Err("trades.signature is \"screen\", which touch.mode \"off\" leaves without a pen".into())
            }
            None => Ok(()),
        }
    }
}
