//! A decoder of what `jbig.rs` writes, for slips and tests: the arithmetic decoder of ITU-T T.82, 6.8.3, and the same template.

use super::{
    bitmap::Bitmap,
    qm::{Context, HALF},
};

/// CHIGH, CLOW and A of the standard, and the bytes that are left. After the last there are zeros.
struct Decoder<I> {
    bytes: I,
    c: u32,
    a: u32,
    ct: u32,
}

impl<I: Iterator<Item = u8>> Decoder<I> {
    fn new(bytes: I) -> Self {
        let mut decoder = Decoder { bytes, c: 0, a: 0x1_0000, ct: 0 };
        for _ in 0..3 {
            decoder.c <<= 8;
            decoder.get_byte();
        }
        decoder
    }

    fn get_byte(&mut self) {
        self.c |= u32::from(self.bytes.next().unwrap_or(0)) << 8;
        self.ct = 8;
    }

    fn get(&mut self, context: &mut Context) -> bool {
        let width = u32::from(context.state().width);
        self.a -= width;
        let is_upper = self.c >> 16 >= self.a;
        if !is_upper && self.a >= HALF {
            return context.likely();
        }
        // The less probable decision has the upper part, but for where that would be the larger one.
        let is_less = is_upper == (self.a >= width);
        if is_upper {
            self.c -= self.a << 16;
            self.a = width;
        }
        let decision = context.likely() ^ is_less;
        if is_less {
            context.less()
        } else {
            context.more()
        }
        self.renormalise();
        decision
    }

    fn renormalise(&mut self) {
        while self.a < HALF {
            if self.ct == 0 {
                self.get_byte();
            }
            self.a <<= 1;
            self.c <<= 1;
            self.ct -= 1;
        }
    }
}

/// The most dots on a side: a header from elsewhere must not make a picture that fills the memory.
const LARGEST: u32 = 1024;

/// The picture; `None` where the header is not one that we write, or the end is missing.
pub fn decode(bytes: &[u8]) -> Option<Bitmap> {
    let (header, data) = bytes.split_at_checked(20)?;
    let number = |at: usize| u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
    let (width, height, stripe) = (number(4), number(8), number(12));
    if width > LARGEST || height > LARGEST {
        return None;
    }
    if header[..4] != [0, 0, 1, 0] || header[16..] != [0; 4] || stripe != height {
        return None;
    }
    let mut bitmap = Bitmap::new(width.try_into().ok()?, height.try_into().ok()?);
    let mut decoder = Decoder::new(unstuffed(data)?.into_iter());
    let mut contexts = vec![Context::default(); 1024];
    // The row that is decoded and the two before it, with two dots outside at each end.
    let mut rows = [(); 3].map(|()| vec![false; usize::from(bitmap.width()) + 4]);
    for y in 0..i32::from(bitmap.height()) {
        rows.rotate_left(1);
        rows[2].fill(false);
        for (x, place) in (0..i32::from(bitmap.width())).zip(2..) {
            // The template has ten bits, so there is always such a context.
            if contexts.get_mut(context(&rows, place)).is_some_and(|context| decoder.get(context)) {
                rows[2][place] = true;
                bitmap.ink(x, y);
            }
        }
    }
    Some(bitmap)
}

/// The data without what was stuffed in, up to the marker of the end, which must be the last thing there.
fn unstuffed(data: &[u8]) -> Option<Vec<u8>> {
    let mut data = data.iter().copied();
    let mut out = Vec::new();
    loop {
        match data.next()? {
            0xFF => match data.next()? {
                0x00 => out.push(0xFF),
                0x02 => return data.next().is_none().then_some(out),
                _ => return None,
            },
            byte => out.push(byte),
        }
    }
}

/// Figure by figure, and not as the encoder does it.
#[rustfmt::skip]
fn context([above, before, row]: &[Vec<bool>; 3], x: usize) -> usize {
    let template = [
                        above[x - 1], above[x], above[x + 1],
        before[x - 2], before[x - 1], before[x], before[x + 1], before[x + 2],
        row[x - 2], row[x - 1],
    ];
    (0..).zip(template).map(|(bit, dot)| usize::from(dot) << bit).sum()
}
