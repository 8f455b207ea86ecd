//! JBIG (ITU-T T.82, also called JBIG1): one picture of two colours, without loss. The simplest form that the standard has,
//! which every decoder reads: one layer, one plane, one stripe, the three-line template. Typical prediction
//! is off: over signatures of this size it saved and cost no more than four bytes.

use super::{
    bitmap::Bitmap,
    qm::{Context, Encoder},
};

/// How many dots the template has, and so the contexts: three above, five in the row before, two to the left (T.82, 6.7).
pub(super) const TEMPLATE_BITS: u32 = 10;

/// Begins every marker (T.82, 6.2).
const ESC: u8 = 0xFF;
/// After [`ESC`]: the byte was data.
const STUFF: u8 = 0x00;
/// After [`ESC`]: the stripe ends here.
const SDNORM: u8 = 0x02;

/// The picture as a bi-level image entity: the header, then its one stripe.
pub fn encode(bitmap: &Bitmap) -> Vec<u8> {
    let mut out = header(bitmap.width(), bitmap.height());
    for byte in stripe(bitmap) {
        out.push(byte);
        if byte == ESC {
            out.push(STUFF);
        }
    }
    out.extend([ESC, SDNORM]);
    out
}

/// The bi-level image header (T.82, 6.2): 20 bytes.
fn header(width: u16, height: u16) -> Vec<u8> {
    // DL, D, P and a filler: one layer, nothing above it, one plane.
    let mut out = vec![0, 0, 1, 0];
    // XD, YD and L0: the stripe is as high as the picture.
    for number in [width, height, height] {
        out.extend(u32::from(number).to_be_bytes());
    }
    // MX and MY: the adaptive dot stays. Order and options: none, which means the three-line template.
    out.extend([0, 0, 0, 0]);
    out
}

/// The coded data of the stripe, not yet stuffed.
fn stripe(bitmap: &Bitmap) -> Vec<u8> {
    let mut contexts = [Context::default(); 1 << TEMPLATE_BITS];
    let mut encoder = Encoder::new();
    for y in 0..i32::from(bitmap.height()) {
        for x in 0..i32::from(bitmap.width()) {
            // The template has ten bits, so there is always such a context.
            if let Some(context) = contexts.get_mut(template(bitmap, x, y)) {
                encoder.put(context, bitmap.has(x, y));
            }
        }
    }
    encoder.finish()
}

/// The dots around one that are coded before it, as a number. Which bit is whose makes no difference to the bytes.
fn template(bitmap: &Bitmap, x: i32, y: i32) -> usize {
    let above = (-1..=1).map(|right| (right, -2));
    let before = (-2..=2).map(|right| (right, -1));
    let left = (-2..=-1).map(|right| (right, 0));
    let dots = above.chain(before).chain(left);
    dots.fold(0, |number, (right, down)| number << 1 | usize::from(bitmap.has(x + right, y + down)))
}
