//! What the office answers.

use serde_json::{Value, json};

/// An answer, before it is HTTP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// What the body is.
    pub kind: &'static str,
    /// The body.
    pub body: Vec<u8>,
}

const JSON: &str = "application/json";

impl Reply {
    /// A JSON value.
    pub(super) fn json(status: u16, value: &Value) -> Reply {
        Reply { status, kind: JSON, body: value.to_string().into_bytes() }
    }

    /// Why not.
    pub(super) fn error(status: u16, error: &str) -> Reply {
        Reply::json(status, &json!({ "error": error }))
    }

    /// It is done, or there is nothing.
    pub(super) fn empty() -> Reply {
        Reply { status: 204, kind: JSON, body: Vec::new() }
    }

    /// A file.
    pub(super) fn bytes(body: Vec<u8>) -> Reply {
        Reply { status: 200, kind: "application/octet-stream", body }
    }

    /// A page for a telephone.
    pub(super) fn html(status: u16, page: String) -> Reply {
        Reply { status, kind: "text/html; charset=utf-8", body: page.into_bytes() }
    }

    /// A path that is not there, or not with this method.
    pub(super) fn unknown(rest: &[&str]) -> Reply {
        let known = matches!(
            rest,
            ["enrolments" | "roster"] | ["enrolments" | "leases", _] | ["enrolments", _, "code" | "end"]
        );
        if known { Reply::error(405, "bad_request") } else { Reply::error(404, "unknown") }
    }
}
