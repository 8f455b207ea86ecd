//! A QR code as data, and its modules.

use std::fmt;

use qrcodegen::{QrCode, QrCodeEcc};
use serde::{Deserialize, Serialize};

/// A text that is shown as a QR code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qr {
    /// What whoever scans it reads.
    pub text: String,
    /// How much of it may be lost.
    pub level: QrLevel,
    /// The width of a module in dots of the printer, 1 to 16; smaller where the paper is too narrow.
    pub module: u8,
}

/// How much of a QR code may be lost before it cannot be read any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum QrLevel {
    /// About 7 percent.
    Low,
    /// About 15 percent.
    Medium,
    /// About 25 percent.
    Quartile,
    /// About 30 percent.
    High,
}

/// The modules of a QR code, without the quiet zone around it.
#[derive(Clone, PartialEq, Eq)]
pub struct Modules(QrCode);

impl Qr {
    /// So many light modules belong around it on each side.
    pub const QUIET: u16 = 4;

    /// Its modules; `None` where the text is too long for any QR code. A text of capitals, digits and `$%*+-./:` takes fewer.
    pub fn modules(&self) -> Option<Modules> {
        let level = match self.level {
            QrLevel::Low => QrCodeEcc::Low,
            QrLevel::Medium => QrCodeEcc::Medium,
            QrLevel::Quartile => QrCodeEcc::Quartile,
            QrLevel::High => QrCodeEcc::High,
        };
        QrCode::encode_text(&self.text, level).ok().map(Modules)
    }
}

impl Modules {
    /// Modules on each side, 21 to 177.
    pub fn size(&self) -> u16 {
        u16::try_from(self.0.size()).unwrap_or(0)
    }

    /// Whether a module is dark. All outside are light.
    pub fn is_dark(&self, x: i32, y: i32) -> bool {
        self.0.get_module(x, y)
    }
}

impl fmt::Debug for Modules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Modules({})", self.size())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(text: &str, level: QrLevel) -> Option<u16> {
        Qr { text: text.into(), level, module: 4 }.modules().map(|m| m.size())
    }

    #[test]
    fn capitals_take_less_room() {
        let url = "https://r.example/00000001/000000000017";
        assert_eq!(size(url, QrLevel::Low), Some(29));
        assert_eq!(size(&url.to_uppercase(), QrLevel::Low), Some(25));
        assert!(size(url, QrLevel::High) > size(url, QrLevel::Low));
    }

    #[test]
    fn a_text_may_be_too_long() {
        assert_eq!(size(&"x".repeat(2953), QrLevel::Low), Some(177));
        assert_eq!(size(&"x".repeat(2954), QrLevel::Low), None);
    }

    #[test]
    fn outside_is_light() {
        let modules = Qr { text: "1".into(), level: QrLevel::Low, module: 1 }.modules().unwrap();
        assert!(modules.is_dark(0, 0) && !modules.is_dark(-1, 0) && !modules.is_dark(21, 0));
    }
}
