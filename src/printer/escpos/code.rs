//! QR codes: by the printer's own command, or as a picture.

use super::super::Paper;
use crate::domain::{Modules, Picture, Qr, QrLevel};

/// The most data that every printer with the command takes; some take 7089 bytes, some no more than this.
const NATIVE_DATA: usize = 1018;
/// The widest module that the command has.
const WIDEST_MODULE: u8 = 16;

/// Whether the printer's own command can have it.
pub(super) fn fits_native(qr: &Qr) -> bool {
    qr.text.len() <= NATIVE_DATA
}

/// Dots a module, so that the code and its quiet zone fit the paper; `None` where not even one does.
pub(super) fn scale(qr: &Qr, modules: &Modules, paper: Paper) -> Option<u8> {
    let whole = modules.size() + 2 * Qr::QUIET;
    let widest = u8::try_from(paper.dots() / whole).unwrap_or(WIDEST_MODULE);
    let scale = qr.module.clamp(1, WIDEST_MODULE).min(widest);
    (scale > 0).then_some(scale)
}

/// GS ( k: model 2, size of a module, level, data, print.
pub(super) fn native(qr: &Qr, scale: u8) -> Vec<u8> {
    let level = match qr.level {
        QrLevel::Low => 0x30,
        QrLevel::Medium => 0x31,
        QrLevel::Quartile => 0x32,
        QrLevel::High => 0x33,
    };
    let data = qr.text.as_bytes();
    [
        command(0x41, &[0x32, 0x00], &[]),
        command(0x43, &[scale], &[]),
        command(0x45, &[level], &[]),
        command(0x50, &[0x30], data),
        command(0x51, &[0x30], &[]),
    ]
    .concat()
}

/// One function of GS ( k for QR codes (`cn` 31). Its length, of `cn`, function, parameters and data, is at most 1021.
fn command(function: u8, parameters: &[u8], data: &[u8]) -> Vec<u8> {
    let length = 2 + parameters.len() + data.len();
    let head = [0x1D, 0x28, 0x6B, (length & 0xFF) as u8, (length >> 8 & 0xFF) as u8, 0x31, function];
    [&head, parameters, data].concat()
}

/// The code with its quiet zone, dot for dot.
pub(super) fn picture(modules: &Modules, scale: u8) -> Picture {
    let scale = u16::from(scale);
    let side = (modules.size() + 2 * Qr::QUIET) * scale;
    let mut picture = Picture::new(side, side);
    let module = |dot: i32| dot / i32::from(scale) - i32::from(Qr::QUIET);
    for y in 0..i32::from(side) {
        for x in (0..i32::from(side)).filter(|x| modules.is_dark(module(*x), module(y))) {
            picture.ink(x, y);
        }
    }
    picture
}
