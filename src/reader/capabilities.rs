//! What a device has and in which state it is, so that the flows promise nothing that it cannot do.

/// What a device can do. The default is a device that can do nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Capabilities {
    /// It takes chips in its slot.
    pub contact: bool,
    /// It takes cards and telephones over the air.
    pub contactless: bool,
    /// It takes stripes.
    pub stripe: bool,
    /// How it takes a PIN.
    pub pin: PinEntry,
    /// What it can do for message MACs.
    pub mac: MacHelp,
    /// Rows and columns of its display; none where it has none.
    pub display: Option<(u8, u8)>,
    /// What can be written there.
    pub text: TextForm,
    /// It hands a card's own commands through.
    pub apdu: bool,
    /// The program may sound its beeper.
    pub beeper: bool,
    /// The line to it is encrypted.
    pub secure_line: bool,
}

impl Capabilities {
    /// The ways of presenting a card, for the screen that asks for one.
    pub fn ways(&self) -> Ways {
        Ways { insert: self.contact, tap: self.contactless, swipe: self.stripe }
    }
}

/// The ways of presenting a card that a device knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ways {
    /// Into the slot.
    pub insert: bool,
    /// Over the air.
    pub tap: bool,
    /// Through the stripe reader.
    pub swipe: bool,
}

impl Ways {
    /// Whether there is any.
    pub fn any(self) -> bool {
        self.insert || self.tap || self.swipe
    }
}

/// How a device takes a PIN.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PinEntry {
    /// It has no keypad: no PIN can be asked for.
    #[default]
    None,
    /// The block is made with a working key that comes under a master key of the device.
    MasterKey,
}

/// What a device can do for message MACs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MacHelp {
    /// Nothing that the acquirer's MAC can be built from.
    #[default]
    None,
    /// Single blocks of triple DES, of which the acquirer's MAC needs two.
    Blocks,
}

/// What can be written on a device's display.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextForm {
    /// Nothing.
    #[default]
    None,
    /// The letters of western Europe (ISO 8859-1); Chinese only as a picture, where `pictures` says so.
    Latin1 {
        /// Whether it shows PNG pictures.
        pictures: bool,
    },
}

/// What a device says of its state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// The version of its tables; none where it has none or does not say.
    pub tables: Option<String>,
    /// Slots with a master key for PINs.
    pub pin_slots: Vec<u8>,
    /// Slots with a master key for data.
    pub data_slots: Vec<u8>,
}

/// What came of bringing the tables up to date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loaded {
    /// The device had them already.
    AlreadyThere,
    /// They have been loaded: so many records.
    Anew(usize),
}
