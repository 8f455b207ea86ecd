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
        let mut template = Template::new(bitmap.row(y - 2), bitmap.row(y - 1));
        for dot in bitmap.row(y) {
            // The template has ten bits, so there is always such a context.
            if let Some(context) = contexts.get_mut(template.number()) {
                encoder.put(context, *dot);
            }
            template.pass(*dot);
        }
    }
    encoder.finish()
}

/// The dots around one that are coded before it. It goes along a row, and each turn shifts in the dots that come into its sight.
struct Template<'a> {
    above: Sight<'a, 3>,
    before: Sight<'a, 5>,
    left: usize,
}

impl<'a> Template<'a> {
    /// Around the first dot of the row below these two.
    fn new(above: &'a [bool], before: &'a [bool]) -> Template<'a> {
        Template { above: Sight::new(above), before: Sight::new(before), left: 0 }
    }

    /// The dots as a number. Which bit is whose makes no difference to the bytes.
    fn number(&self) -> usize {
        self.above.dots << 7 | self.before.dots << 2 | self.left
    }

    /// Goes on to the next dot of the row.
    fn pass(&mut self, dot: bool) {
        self.above.pass();
        self.before.pass();
        self.left = (self.left << 1 | usize::from(dot)) & 0b11;
    }
}

/// So many dots of a row, as far to the left as to the right of the place.
struct Sight<'a, const WIDTH: usize> {
    dots: usize,
    coming: std::slice::Iter<'a, bool>,
}

impl<'a, const WIDTH: usize> Sight<'a, WIDTH> {
    fn new(row: &'a [bool]) -> Self {
        let mut sight = Sight { dots: 0, coming: row.iter() };
        // Those at the first place and to its right.
        for _ in 0..=WIDTH / 2 {
            sight.pass();
        }
        sight
    }

    fn pass(&mut self) {
        let next = self.coming.next().copied().unwrap_or_default();
        self.dots = (self.dots << 1 | usize::from(next)) & ((1 << WIDTH) - 1);
    }
}
