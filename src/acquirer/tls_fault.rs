//! Why a TLS handshake failed, in words that say what to do about it.

use std::{io, path::Path};

use tokio_rustls::rustls::{AlertDescription, CertificateError, Error, pki_types::ServerName};

use super::tls::Own;

/// What our side brought to the handshake.
pub struct Side<'a> {
    /// The CA file.
    pub ca: &'a Path,
    /// The section of the configuration that says so.
    pub section: &'static str,
    /// The name that we expect.
    pub name: &'a ServerName<'static>,
    /// Our own certificate.
    pub own: Own,
}

/// The reason. Nothing of the request has left.
pub fn explain(error: &io::Error, side: &Side<'_>) -> String {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
    match inner {
        Some(Error::InvalidCertificate(fault)) => certificate(fault, side),
        _ if side.own == Own::Missing => {
            format!("the host wants a certificate of this terminal; set certificate and key in [{}]", side.section)
        }
        Some(Error::AlertReceived(alert)) => refusal(*alert, side.section),
        Some(Error::InvalidMessage(_) | Error::PeerSentOversizedRecord) => {
            format!(
                "what answers on this port does not speak TLS; check the port, and whether [{}] is meant",
                side.section
            )
        }
        Some(Error::PeerIncompatible(why)) => {
            format!(
                "the host offers no TLS that this terminal accepts, which is 1.2 and 1.3 ({why:?}); ask the acquirer"
            )
        }
        Some(other) => format!("the TLS handshake failed: {other}"),
        None => broken(error),
    }
}

fn certificate(fault: &CertificateError, side: &Side<'_>) -> String {
    let ca = side.ca.display();
    match fault {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "the host's certificate has expired; check this box's clock, then tell the acquirer".into()
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "the host's certificate is not valid yet; check this box's clock".into()
        }
        CertificateError::UnknownIssuer | CertificateError::BadSignature => {
            format!("the host's certificate is not from the CA in {ca}; get the acquirer's CA, or this is not its host")
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            let (name, section) = (side.name.to_str(), side.section);
            format!(
                "the host's certificate is not for {name}; set server_name in [{section}] to the name that the acquirer \
                 gives, or this is not its host"
            )
        }
        other => format!("the host's certificate cannot be accepted: {other}; ask the acquirer"),
    }
}

/// What the host's alert says about us.
fn refusal(alert: AlertDescription, section: &str) -> String {
    match alert {
        AlertDescription::CertificateExpired => {
            "the host says that this terminal's certificate has expired; get a new one from the acquirer".into()
        }
        AlertDescription::BadCertificate
        | AlertDescription::UnsupportedCertificate
        | AlertDescription::CertificateRevoked
        | AlertDescription::CertificateUnknown
        | AlertDescription::UnknownCA
        | AlertDescription::AccessDenied
        | AlertDescription::DecryptError => format!(
            "the host refuses this terminal's certificate ({alert:?}); check certificate and key in [{section}] with the \
             acquirer"
        ),
        AlertDescription::ProtocolVersion | AlertDescription::InsufficientSecurity => {
            format!("the host does not accept TLS 1.2 or 1.3 as this terminal offers it ({alert:?}); ask the acquirer")
        }
        AlertDescription::UnrecognisedName => {
            format!("the host does not know the name that it was called by; set server_name in [{section}]")
        }
        other => format!("the host refused the TLS handshake ({other:?}); ask the acquirer"),
    }
}

fn broken(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset => {
            "the host closed the line during the TLS handshake, as a host without TLS does; check the port".into()
        }
        _ => format!("the TLS handshake failed: {error}"),
    }
}
