//! From bytes to a message of its own.

use zeroize::Zeroizing;

use super::{
    Message, ParseError,
    message::Value,
    spec::{Kind, Spec},
    view::View,
};

impl Message {
    /// Reads a message that fills `bytes` from the message type to the last field. Free where hosts are free: a fill nibble
    /// may be anything, private fields may be longer than the table writes them, an `ans` field that is not ASCII becomes raw
    /// bytes.
    ///
    /// # Errors
    ///
    /// [`ParseError::Incomplete`] when the bytes end too early, [`ParseError::Bad`] for everything else.
    pub fn parse(spec: &Spec, bytes: &[u8]) -> Result<Message, ParseError> {
        Message::from_view(&View::parse(spec, bytes)?)
    }

    /// The message of a view, with the content of every field checked.
    ///
    /// # Errors
    ///
    /// [`ParseError::Bad`] for the first field whose content does not belong there.
    pub fn from_view(view: &View<'_>) -> Result<Message, ParseError> {
        let mut message = Message::new(view.mti());
        for field in view.fields() {
            let raw = || Value::Bytes(Zeroizing::new(view.wire(field).unwrap_or_default().to_vec()));
            message.values.insert(field, view.text(field)?.map_or_else(raw, Value::Text));
        }
        Ok(message)
    }

    /// As [`Message::from_view`], but an `an` field that is not printable ASCII becomes raw bytes. For a look at what came,
    /// not for a decision about money.
    ///
    /// # Errors
    ///
    /// [`ParseError::Bad`] for the first field that has something else than digits where digits must be.
    pub fn from_view_freely(view: &View<'_>) -> Result<Message, ParseError> {
        let mut message = Message::new(view.mti());
        for field in view.fields() {
            let text = match view.text(field) {
                Err(_) if view.kind(field) == Some(Kind::An) => None,
                text => text?,
            };
            let raw = || Value::Bytes(Zeroizing::new(view.wire(field).unwrap_or_default().to_vec()));
            message.values.insert(field, text.map_or_else(raw, Value::Text));
        }
        Ok(message)
    }
}
