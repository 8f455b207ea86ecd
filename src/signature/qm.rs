//! The arithmetic encoder of JBIG (ITU-T T.82, 6.8): decisions in, bytes out, each decision under the estimate of its context.
//! Nothing here knows a picture.

/// One state of the probability estimate: a row of T.82, Table 24.
pub(super) struct State {
    /// The part of the interval that the less probable symbol has (LSZ).
    pub width: u16,
    /// The state after the less probable symbol (NLPS).
    pub after_less: u8,
    /// The state after the more probable symbol, where the interval grew (NMPS).
    pub after_more: u8,
    /// Whether the less probable symbol becomes the more probable one (SWTCH).
    pub swaps: bool,
}

const fn row(width: u16, after_less: u8, after_more: u8) -> State {
    State { width, after_less, after_more, swaps: false }
}

const fn swap(width: u16, after_less: u8, after_more: u8) -> State {
    State { width, after_less, after_more, swaps: true }
}

/// T.82, Table 24.
#[rustfmt::skip]
pub(super) static STATES: [State; 113] = [
    swap(0x5A1D, 1, 1), row(0x2586, 14, 2), row(0x1114, 16, 3), row(0x080B, 18, 4), // 0
    row(0x03D8, 20, 5), row(0x01DA, 23, 6), row(0x00E5, 25, 7), row(0x006F, 28, 8), // 4
    row(0x0036, 30, 9), row(0x001A, 33, 10), row(0x000D, 35, 11), row(0x0006, 9, 12), // 8
    row(0x0003, 10, 13), row(0x0001, 12, 13), swap(0x5A7F, 15, 15), row(0x3F25, 36, 16), // 12
    row(0x2CF2, 38, 17), row(0x207C, 39, 18), row(0x17B9, 40, 19), row(0x1182, 42, 20), // 16
    row(0x0CEF, 43, 21), row(0x09A1, 45, 22), row(0x072F, 46, 23), row(0x055C, 48, 24), // 20
    row(0x0406, 49, 25), row(0x0303, 51, 26), row(0x0240, 52, 27), row(0x01B1, 54, 28), // 24
    row(0x0144, 56, 29), row(0x00F5, 57, 30), row(0x00B7, 59, 31), row(0x008A, 60, 32), // 28
    row(0x0068, 62, 33), row(0x004E, 63, 34), row(0x003B, 32, 35), row(0x002C, 33, 9), // 32
    swap(0x5AE1, 37, 37), row(0x484C, 64, 38), row(0x3A0D, 65, 39), row(0x2EF1, 67, 40), // 36
    row(0x261F, 68, 41), row(0x1F33, 69, 42), row(0x19A8, 70, 43), row(0x1518, 72, 44), // 40
    row(0x1177, 73, 45), row(0x0E74, 74, 46), row(0x0BFB, 75, 47), row(0x09F8, 77, 48), // 44
    row(0x0861, 78, 49), row(0x0706, 79, 50), row(0x05CD, 48, 51), row(0x04DE, 50, 52), // 48
    row(0x040F, 50, 53), row(0x0363, 51, 54), row(0x02D4, 52, 55), row(0x025C, 53, 56), // 52
    row(0x01F8, 54, 57), row(0x01A4, 55, 58), row(0x0160, 56, 59), row(0x0125, 57, 60), // 56
    row(0x00F6, 58, 61), row(0x00CB, 59, 62), row(0x00AB, 61, 63), row(0x008F, 61, 32), // 60
    swap(0x5B12, 65, 65), row(0x4D04, 80, 66), row(0x412C, 81, 67), row(0x37D8, 82, 68), // 64
    row(0x2FE8, 83, 69), row(0x293C, 84, 70), row(0x2379, 86, 71), row(0x1EDF, 87, 72), // 68
    row(0x1AA9, 87, 73), row(0x174E, 72, 74), row(0x1424, 72, 75), row(0x119C, 74, 76), // 72
    row(0x0F6B, 74, 77), row(0x0D51, 75, 78), row(0x0BB6, 77, 79), row(0x0A40, 77, 48), // 76
    swap(0x5832, 80, 81), row(0x4D1C, 88, 82), row(0x438E, 89, 83), row(0x3BDD, 90, 84), // 80
    row(0x34EE, 91, 85), row(0x2EAE, 92, 86), row(0x299A, 93, 87), row(0x2516, 86, 71), // 84
    swap(0x5570, 88, 89), row(0x4CA9, 95, 90), row(0x44D9, 96, 91), row(0x3E22, 97, 92), // 88
    row(0x3824, 99, 93), row(0x32B4, 99, 94), row(0x2E17, 93, 86), swap(0x56A8, 95, 96), // 92
    row(0x4F46, 101, 97), row(0x47E5, 102, 98), row(0x41CF, 103, 99), row(0x3C3D, 104, 100), // 96
    row(0x375E, 99, 93), row(0x5231, 105, 102), row(0x4C0F, 106, 103), row(0x4639, 107, 104), // 100
    row(0x415E, 103, 99), swap(0x5627, 105, 106), row(0x50E7, 108, 107), row(0x4B85, 109, 103), // 104
    row(0x5597, 110, 109), row(0x504F, 111, 107), swap(0x5A10, 110, 111), row(0x5522, 112, 109), // 108
    swap(0x59EB, 112, 111), // 112
];

/// What is known of one context: its state, and which decision is the more probable one.
#[derive(Clone, Copy, Default)]
pub(super) struct Context {
    state: u8,
    likely: bool,
}

impl Context {
    /// The row of the present state.
    pub fn state(self) -> &'static State {
        // The table leads to its own rows alone, which a test holds.
        STATES.get(usize::from(self.state)).unwrap_or(&STATES[0])
    }

    /// The more probable decision.
    pub fn likely(self) -> bool {
        self.likely
    }

    /// Learns that the more probable decision came.
    pub fn more(&mut self) {
        self.state = self.state().after_more;
    }

    /// Learns that the less probable decision came.
    pub fn less(&mut self) {
        let state = self.state();
        self.likely ^= state.swaps;
        self.state = state.after_less;
    }
}

/// The interval is kept at or above this (T.82, 6.8.2).
pub(super) const HALF: u32 = 0x8000;

/// The encoder's registers, named as in T.82, 6.8.2, and what has been written.
pub(super) struct Encoder {
    /// The base of the interval; a byte leaves from bit 19 up, and a carry from bit 27.
    c: u32,
    /// The size of the interval.
    a: u32,
    /// How many shifts there are until a byte is whole.
    ct: u32,
    bytes: Vec<u8>,
}

impl Encoder {
    /// INITENC.
    pub fn new() -> Encoder {
        Encoder { c: 0, a: 0x1_0000, ct: 11, bytes: Vec::new() }
    }

    /// ENCODE.
    pub fn put(&mut self, context: &mut Context, decision: bool) {
        let width = u32::from(context.state().width);
        self.a -= width;
        if decision != context.likely() {
            // The two parts change places where the less probable one has become the larger.
            if self.a >= width {
                self.take_upper(width);
            }
            context.less();
            self.renormalise();
        } else if self.a < HALF {
            if self.a < width {
                self.take_upper(width);
            }
            context.more();
            self.renormalise();
        }
    }

    /// Goes on in the upper part of the interval.
    fn take_upper(&mut self, width: u32) {
        self.c += self.a;
        self.a = width;
    }

    /// RENORME.
    fn renormalise(&mut self) {
        while self.a < HALF {
            self.a <<= 1;
            self.c <<= 1;
            self.ct -= 1;
            if self.ct == 0 {
                self.put_byte();
            }
        }
    }

    /// BYTEOUT. A carry goes into the bytes already written, so none of them is held back.
    fn put_byte(&mut self) {
        let byte = self.c >> 19;
        if byte > 0xFF {
            self.carry();
        }
        self.bytes.push(byte as u8);
        self.c &= 0x7_FFFF;
        self.ct = 8;
    }

    fn carry(&mut self) {
        for byte in self.bytes.iter_mut().rev() {
            *byte = byte.wrapping_add(1);
            if *byte != 0 {
                break;
            }
        }
    }

    /// FLUSH: the number in the interval that ends in the most zeros, and those taken off.
    pub fn finish(mut self) -> Vec<u8> {
        let end = (self.c + self.a - 1) & 0xFFFF_0000;
        self.c = if end < self.c { end + HALF } else { end };
        self.c <<= self.ct;
        self.put_byte();
        self.bytes.push((self.c >> 11) as u8);
        while self.bytes.last() == Some(&0) {
            self.bytes.pop();
        }
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The test sequence of T.82, 7.1: decisions and contexts, the highest bit first, and the coded bytes.
    const DECISIONS: [u16; 16] = [
        0x05E0, 0x0000, 0x8B00, 0x01C4, 0x1700, 0x0034, 0x7FFF, 0x1A3F, 0x951B, 0x05D8, 0x1D17, 0xE770, 0x0000, 0x0000,
        0x0656, 0x0E6A,
    ];
    const CONTEXTS: [u16; 16] = [0x0FE0, 0, 0x0F00, 0x00F0, 0xFF00, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    const CODED: [u8; 25] = [
        0x69, 0x89, 0x99, 0x5C, 0x32, 0xEA, 0xFA, 0xA0, 0xD5, 0xFF, 0x52, 0x7F, 0xFF, 0xFF, 0xFF, 0xC0, 0x00, 0x00,
        0x00, 0x3F, 0xFF, 0x2D, 0x20, 0x82, 0x91,
    ];

    fn bits(words: [u16; 16]) -> impl Iterator<Item = bool> {
        words.into_iter().flat_map(|word| (0..16).rev().map(move |at| word >> at & 1 == 1))
    }

    #[test]
    fn the_sequence_of_the_standard_gives_its_bytes() {
        let mut contexts = [Context::default(); 2];
        let mut encoder = Encoder::new();
        for (decision, context) in bits(DECISIONS).zip(bits(CONTEXTS)) {
            encoder.put(&mut contexts[usize::from(context)], decision);
        }
        assert_eq!(encoder.finish(), CODED);
    }

    #[test]
    fn no_decision_is_no_byte() {
        assert!(Encoder::new().finish().is_empty());
    }

    #[test]
    fn every_state_leads_to_a_state() {
        for state in &STATES {
            assert!(usize::from(state.after_less) < STATES.len() && usize::from(state.after_more) < STATES.len());
            assert!(state.width > 0 && u32::from(state.width) < HALF);
        }
    }
}
