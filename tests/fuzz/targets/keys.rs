//! The operator's keyboard and touch screen: bytes, as they come from the terminal, through decoder and keymap into the whole
//! program with its ledger, host and pad in one process, and the screen drawn after each.
//!
//! The first byte says where it begins. After it, bytes that no keyboard sends stand for the world: a pause, another size of
//! the screen, another card, a power cut. Everything else goes to the decoder, in pieces of one byte or of several.

use std::{sync::OnceLock, time::Duration};

use keytill::{
    app::{Event, SessionId},
    flow::SignatureOn,
    keypad::{Decoder, HELD, Key, Keymap},
    runtime::{CtrlC, translate},
    sim::{
        CARDS,
        world::{
            Faults, Shop, Story,
            pad::{self, MOODS, Mood},
            paint,
            shop::Happening,
        },
    },
};

/// Between two keys of a quick person.
const BETWEEN: Duration = Duration::from_millis(120);
/// The smallest screen that the program is made for.
const SMALL: (u16, u16) = (40, 15);
/// What a screen may be resized to.
const SIZES: [(u16, u16); 8] = [SMALL, (80, 24), (80, 25), (132, 43), (39, 14), (20, 8), (1, 1), (0, 0)];
/// More keys than this make no new screens, only a slow run.
const MAX_BYTES: usize = 600;
/// A secret of fewer digits may stand on the screen by chance, as a part of a sum.
const SECRET: usize = 4;

/// One input.
pub fn run(data: &[u8]) {
    play(data);
}

/// One input; what the smallest screen shows at its end, before the last pause. None when the program has ended.
pub fn play(data: &[u8]) -> Option<String> {
    let (begin, bytes) = data.split_first()?;
    let mut till = Till::new(*begin);
    let mut bytes = bytes.iter().copied().take(MAX_BYTES);
    while let Some(byte) = bytes.next() {
        if !till.on() {
            return None;
        }
        match byte {
            0xF6 => till.hold_clear(),
            0xF7 => till.power_cut(),
            0xF8 => {
                let count = usize::from(bytes.next().unwrap_or(0) % 64);
                let piece: Vec<u8> = bytes.by_ref().take(count).collect();
                till.feed(&piece);
            }
            0xF9 => till.card(bytes.next().unwrap_or(0)),
            0xFA => till.resize(SIZES[usize::from(bytes.next().unwrap_or(0)) % SIZES.len()]),
            0xFB => till.wait(Duration::from_secs(660)),
            0xFC => till.wait(Duration::from_secs(60)),
            0xFD => till.wait(Duration::from_secs(8)),
            0xFE => till.wait(Duration::from_secs(1)),
            0xFF => till.quiet(),
            byte => till.feed(&[byte]),
        }
    }
    till.quiet();
    let screen = till.small();
    till.wait(Duration::from_secs(120));
    Some(screen)
}

fn keymaps() -> &'static [Keymap] {
    static KEYMAPS: OnceLock<Vec<Keymap>> = OnceLock::new();
    KEYMAPS.get_or_init(|| {
        let shipped = Keymap::shipped_names().filter_map(|name| Keymap::parse(name, Keymap::shipped(name)?).ok());
        shipped.collect()
    })
}

struct Till {
    shop: Shop,
    keymap: &'static Keymap,
    ctrl_c: CtrlC,
    decoder: Decoder,
    /// The digits of the password that is being typed.
    secret: String,
    /// How often they stood on the screen when its last digit was typed.
    before: usize,
    /// Every digit so far: a card number among them was typed, and may be read back.
    typed: String,
}

impl Till {
    /// The lowest bits: where it begins; then the keypad; the highest: whether Ctrl-C ends the program.
    fn new(begin: u8) -> Till {
        let faults = Faults::named("none").expect("it is shipped");
        let mut shop = Shop::new(u64::from(begin), faults, Story::silent()).expect("host and keymap are ours");
        shop.calm = true;
        shop.power_on();
        // The inputs are older than the signatures of the simulated shop, and sign on the slip.
        if let Some(model) = &mut shop.model {
            model.terminal.setup.rules.signature = SignatureOn::Paper;
        }
        let keymap = &keymaps()[usize::from(begin >> 3) % keymaps().len()];
        let ctrl_c = if begin & 0x80 == 0 { CtrlC::Ignored } else { CtrlC::Ends };
        let (secret, typed) = (String::new(), String::new());
        let mut till = Till { shop, keymap, ctrl_c, decoder: Decoder::default(), secret, before: 0, typed };
        till.wait(Duration::from_secs(3));
        till.press(match begin & 7 {
            // At sign-in.
            0 | 1 => "",
            // At the choice of modes, at the menu of transactions, before a sum.
            2 => "01E0000E",
            3 => "01E0000E1",
            4 => "01E0000E11",
            // In a sale; and one has been made, so that there is something to void.
            5 => "01E0000E111234E",
            6 => "01E0000E111234E....E",
            // The supervisor.
            _ => "00E123456E",
        });
        till
    }

    fn press(&mut self, keys: &str) {
        for c in keys.chars() {
            self.wait(Duration::from_millis(700));
            match c {
                '.' => self.wait(Duration::from_secs(8)),
                'E' => self.shop.press(Key::Enter),
                digit => self.shop.press(Key::Digit(digit as u8 - b'0')),
            }
        }
        self.wait(Duration::from_secs(1));
    }

    fn on(&self) -> bool {
        self.shop.model.is_some()
    }

    /// CLEAR is pressed and held, on a keypad that can tell.
    fn hold_clear(&mut self) {
        self.take(Event::Key(SessionId::KEYPAD, Key::Clear));
        self.wait(HELD);
        if self.on() {
            self.secret.clear();
            self.take(Event::ClearHeld(SessionId::KEYPAD));
        }
    }

    /// Bytes that come at once.
    fn feed(&mut self, piece: &[u8]) {
        let pressed = self.decoder.feed(piece);
        let came = !pressed.is_empty();
        for one in pressed {
            let event = translate(self.keymap, self.ctrl_c, one);
            self.take(event);
        }
        if came {
            self.wait(BETWEEN);
        }
    }

    /// The rest of a sequence does not come.
    fn quiet(&mut self) {
        if let Some(pressed) = self.decoder.give_up() {
            let event = translate(self.keymap, self.ctrl_c, pressed);
            self.take(event);
        }
        assert!(!self.decoder.is_waiting());
        self.wait(BETWEEN);
    }

    fn take(&mut self, event: Event) {
        let hides = self.hides();
        if !hides {
            self.secret.clear();
        }
        if let Event::Key(_, key) = &event {
            let digits = match key {
                Key::Digit(digit) => format!("{digit}"),
                Key::DoubleZero => "00".into(),
                _ => String::new(),
            };
            self.typed.push_str(&digits);
            match key {
                Key::Clear => drop(self.secret.pop()),
                Key::Digit(_) | Key::DoubleZero if hides => self.secret.push_str(&digits),
                // What comes next is another field.
                _ => self.secret.clear(),
            }
            self.before = self.count(&self.small());
        }
        self.shop.update(event);
        self.look();
    }

    /// Whether the screen takes a password now.
    fn hides(&self) -> bool {
        let Some(session) = self.shop.model.as_ref().and_then(|model| model.sessions.get(&SessionId::KEYPAD)) else {
            return false;
        };
        let screen = format!("{:?}", session.top());
        screen.contains("Secret(") && !screen.contains("step: Number") && !screen.contains("Checking")
    }

    fn small(&self) -> String {
        self.shop.model.as_ref().map(|model| paint::picture(model, SMALL)).unwrap_or_default()
    }

    fn count(&self, screen: &str) -> usize {
        if self.secret.len() < SECRET { 0 } else { screen.matches(&self.secret).count() }
    }

    /// The screen as it is and as it would be on the smallest: no password, and no card number that nobody typed.
    fn look(&mut self) {
        if let Some(broken) = &self.shop.broken {
            panic!("{broken}");
        }
        let Some(model) = &self.shop.model else { return };
        if let Some(session) = model.sessions.get(&SessionId::KEYPAD) {
            let _ = paint::picture(model, session.size);
        }
        let screen = self.small();
        assert!(self.count(&screen) <= self.before, "the password {} is on the screen:\n{screen}", self.secret);
        let shown = |card: &&str| screen.contains(*card) && !self.typed.contains(*card);
        let card = CARDS.iter().map(|card| card.pan).find(shown);
        assert!(card.is_none(), "a card number is on the screen:\n{screen}");
    }

    fn wait(&mut self, time: Duration) {
        self.shop.later(time, Happening::Person);
        while !self.shop.step() {
            if self.shop.broken.is_some() {
                break;
            }
        }
        self.look();
    }

    fn resize(&mut self, size: (u16, u16)) {
        self.take(Event::Resize(SessionId::KEYPAD, size));
    }

    /// What the next customer holds, and does with it.
    fn card(&mut self, byte: u8) {
        use keytill::domain::Entry;
        self.shop.pad.card = pad::hold([Entry::Chip, Entry::Tap, Entry::Swipe, Entry::Fallback][usize::from(byte % 4)]);
        self.shop.pad.mood = MOODS.get(usize::from(byte / 4) % 16).copied().unwrap_or(Mood::Good);
    }

    fn power_cut(&mut self) {
        self.secret.clear();
        self.decoder = Decoder::default();
        self.shop.power_off("the power goes");
        self.wait(Duration::from_secs(45));
    }
}
