//! What the office answers.

use serde_json::{Value, json};

/// An answer, before it is HTTP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// What the body is.
    pub kind: &'static str,
    /// The methods that there are, where the one of the request is none of them.
    pub allow: Option<&'static str>,
    /// The body.
    pub body: Vec<u8>,
}

const JSON: &str = "application/json";

impl Reply {
    /// A JSON value.
    pub(super) fn json(status: u16, value: &Value) -> Reply {
        Reply { status, kind: JSON, allow: None, body: value.to_string().into_bytes() }
    }

    /// Why not.
    pub(super) fn error(status: u16, error: &str) -> Reply {
        Reply::json(status, &json!({ "error": error }))
    }

    /// It is done, or there is nothing.
    pub(super) fn empty() -> Reply {
        Reply { status: 204, kind: JSON, allow: None, body: Vec::new() }
    }

    /// A file.
    pub(super) fn bytes(body: Vec<u8>) -> Reply {
        Reply { status: 200, kind: "application/octet-stream", allow: None, body }
    }

    /// A page for a telephone.
    pub(super) fn html(status: u16, page: String) -> Reply {
        Reply { status, kind: "text/html; charset=utf-8", allow: None, body: page.into_bytes() }
    }

    /// Another method than these.
    pub(super) fn only(methods: &'static str) -> Reply {
        Reply { allow: Some(methods), ..Reply::error(405, "bad_request") }
    }

    /// A path that is not there, or not with this method.
    pub(super) fn unknown(rest: &[&str]) -> Reply {
        match rest {
            ["enrolments"] | ["enrolments", _, "code" | "end"] => Reply::only("POST"),
            ["enrolments", _] | ["roster"] => Reply::only("GET"),
            ["leases", _] => Reply::only("PUT, DELETE"),
            _ => Reply::error(404, "unknown"),
        }
    }
}
