//! The mobile line of the box, as its modem tells of it, and what has gone over the host's line.

/// How the modem is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MobileLine {
    /// Whether it has a connection.
    pub state: ModemState,
    /// The strength of its signal in percent, where it says one.
    pub signal: Option<u8>,
    /// Whose network it is in, as people should read it.
    pub operator: Option<OperatorName>,
    /// By which technology, as `LTE`.
    pub technology: Option<String>,
}

/// Whether a modem has a connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ModemState {
    /// There is none, or nobody to ask about it.
    #[default]
    Gone,
    /// There is one, without a connection.
    NotConnected,
    /// It is connected.
    Connected,
}

/// The name of a network's operator: 1 to 16 characters that can be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperatorName(String);

impl OperatorName {
    /// What of a name can be shown; none where nothing can.
    pub fn new(name: &str) -> Option<OperatorName> {
        let shown: String = name.trim().chars().filter(|sign| !sign.is_control()).take(16).collect();
        (!shown.is_empty()).then_some(OperatorName(shown))
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Bytes on the host's line, both directions together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DataUse {
    /// Of this day.
    pub day: u64,
    /// Of this month.
    pub month: u64,
}
