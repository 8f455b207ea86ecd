//! What the gateway answers.

use serde_json::{Value, json};

use super::Key;

/// An answer, before it is HTTP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The methods that there are, where the one of the request is none of them.
    pub allow: Option<&'static str>,
    /// JSON.
    pub body: Vec<u8>,
    /// The time (seconds since 1970 UTC) and the signature, where it is signed.
    pub signature: Option<(i64, String)>,
}

impl Reply {
    /// A JSON value.
    pub(super) fn json(status: u16, value: &Value) -> Reply {
        Reply { status, allow: None, body: value.to_string().into_bytes(), signature: None }
    }

    /// Why not.
    pub(super) fn error(status: u16, error: &str) -> Reply {
        Reply::json(status, &json!({ "error": error }))
    }

    /// Another method than these.
    pub(super) fn only(methods: &'static str) -> Reply {
        Reply { allow: Some(methods), ..Reply::error(405, "bad_request") }
    }

    /// With its signature.
    pub(super) fn signed(self, key: &Key, asked: (&str, &str, &str), time: i64) -> Reply {
        let signature = key.answer(self.status, asked, time, &self.body);
        Reply { signature: Some((time, signature)), ..self }
    }
}
