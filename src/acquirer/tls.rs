//! TLS to the acquirer's hosts: 1.2 and 1.3, one CA trusted and no other, a certificate of our own where one is wanted.
//!
//! Sessions are never resumed and nothing is sent as early data, which an attacker could play twice. So each connection
//! checks the host's certificate anew, and what is written leaves once.

use std::{
    fmt, fs, io,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::time::{Instant, timeout};
use tokio_rustls::{
    TlsConnector,
    client::TlsStream,
    rustls::{
        ClientConfig, ProtocolVersion, RootCertStore, SignatureScheme,
        client::{ResolvesClientCert, Resumption},
        crypto::{CryptoProvider, ring},
        pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem, pem::PemObject},
        sign::CertifiedKey,
    },
};

use super::{
    host_config::TlsConfig,
    stream::{self, Counted},
    tls_fault,
};

/// The shortest and the longest time to wait for the host's word on our certificate.
const WORD_LIMITS: (Duration, Duration) = (Duration::from_millis(300), Duration::from_secs(3));

/// Why TLS cannot be set up. Names the key of the configuration and the file, and nothing that is in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{section}.{key}: {}: {reason}", path.display())]
pub struct TlsFileError {
    section: &'static str,
    key: &'static str,
    path: PathBuf,
    reason: String,
}

/// Our side of TLS, ready for connections to the hosts of one acquirer.
pub struct Client {
    connector: TlsConnector,
    own: Arc<OwnCertificate>,
    ca: PathBuf,
    section: &'static str,
}

impl Client {
    /// Reads the files that a section of the configuration names.
    ///
    /// # Errors
    /// `TlsFileError` for a file that is not there or holds something else.
    pub fn load(config: &TlsConfig, section: &'static str) -> Result<Client, TlsFileError> {
        let read = Client::read(config).map_err(|error| TlsFileError { section, ..error })?;
        Ok(Client { section, ..read })
    }

    fn read(config: &TlsConfig) -> Result<Client, TlsFileError> {
        let provider = Arc::new(ring::default_provider());
        let own = Arc::new(OwnCertificate { key: own_key(config, &provider)?, asked: AtomicBool::new(false) });
        let roots = roots(&config.ca)?;
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| file_error("ca", &config.ca, error.to_string()))?;
        let mut tls = builder.with_root_certificates(roots).with_client_cert_resolver(own.clone());
        tls.resumption = Resumption::disabled();
        tls.enable_early_data = false;
        Ok(Client { connector: TlsConnector::from(Arc::new(tls)), own, ca: config.ca.clone(), section: "" })
    }

    /// Makes a TLS connection of a TCP connection. Nothing of a request leaves here. The caller sets the time limit.
    ///
    /// # Errors
    /// What is wrong and what to do.
    pub async fn connect(&self, tcp: Counted, name: ServerName<'static>) -> Result<TlsStream<Counted>, String> {
        let explain = |error: &io::Error| {
            let own = self.own.state();
            tls_fault::explain(error, &tls_fault::Side { ca: &self.ca, section: self.section, name: &name, own })
        };
        self.own.asked.store(false, Ordering::Relaxed);
        let began = Instant::now();
        let mut tls = self.connector.connect(name.clone(), tcp).await.map_err(|error| explain(&error))?;
        if self.own.asked.load(Ordering::Relaxed)
            && tls.get_ref().1.protocol_version() == Some(ProtocolVersion::TLSv1_3)
        {
            let limit = (2 * began.elapsed()).clamp(WORD_LIMITS.0, WORD_LIMITS.1);
            // A host that says nothing about it lets us in.
            timeout(limit, stream::first_word(&mut tls)).await.unwrap_or(Ok(())).map_err(|error| explain(&error))?;
        }
        Ok(tls)
    }
}

/// The name that the host's certificate must bear: a DNS name or an IP number.
///
/// # Errors
/// Says that it is neither.
pub fn server_name(name: &str) -> Result<ServerName<'static>, String> {
    ServerName::try_from(name.to_owned()).map_err(|_| format!("{name:?} is neither a DNS name nor an IP number"))
}

/// Our certificate, and whether the host of the connection that is being made has asked for one.
struct OwnCertificate {
    key: Option<Arc<CertifiedKey>>,
    asked: AtomicBool,
}

/// What is known of our own certificate when a handshake fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Own {
    /// There is one, or the host did not ask.
    InOrder,
    /// The host asked, and there is none.
    Missing,
}

impl OwnCertificate {
    fn state(&self) -> Own {
        let missing = self.key.is_none() && self.asked.load(Ordering::Relaxed);
        if missing { Own::Missing } else { Own::InOrder }
    }
}

impl ResolvesClientCert for OwnCertificate {
    fn resolve(&self, _issuers: &[&[u8]], _schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.asked.store(true, Ordering::Relaxed);
        self.key.clone()
    }
    fn has_certs(&self) -> bool {
        self.key.is_some()
    }
}

impl fmt::Debug for OwnCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OwnCertificate").field("given", &self.key.is_some()).finish()
    }
}

fn roots(ca: &Path) -> Result<RootCertStore, TlsFileError> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates("ca", ca)? {
        roots.add(certificate).map_err(|error| file_error("ca", ca, error.to_string()))?;
    }
    Ok(roots)
}

fn own_key(config: &TlsConfig, provider: &CryptoProvider) -> Result<Option<Arc<CertifiedKey>>, TlsFileError> {
    let (Some(certificate), Some(key)) = (&config.certificate, &config.key) else { return Ok(None) };
    let chain = certificates("certificate", certificate)?;
    let private = PrivateKeyDer::from_pem_file(key).map_err(|error| {
        let hint = "no private key in clear can be read (an encrypted one cannot be used)";
        file_error("key", key, pem_reason(&error, hint))
    })?;
    warn_if_open(key);
    let key = CertifiedKey::from_der(chain, private, provider)
        .map_err(|error| file_error("key", key, format!("it cannot be used with the certificate: {error}")))?;
    Ok(Some(Arc::new(key)))
}

fn certificates(key: &'static str, path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsFileError> {
    let bad = |error| file_error(key, path, pem_reason(&error, "no certificate in PEM form can be read"));
    let found: Vec<_> = CertificateDer::pem_file_iter(path).map_err(bad)?.collect::<Result<_, _>>().map_err(bad)?;
    if found.is_empty() {
        return Err(bad(pem::Error::NoItemsFound));
    }
    Ok(found)
}

/// What the system said, or the hint: the other errors of the parser repeat what is in the file.
fn pem_reason(error: &pem::Error, hint: &str) -> String {
    match error {
        pem::Error::Io(error) => error.to_string(),
        _ => hint.to_owned(),
    }
}

fn file_error(key: &'static str, path: &Path, reason: String) -> TlsFileError {
    TlsFileError { section: "", key, path: path.into(), reason }
}

/// A private key that others can read is a fault of the installation, and no reason to stop selling.
fn warn_if_open(key: &Path) {
    if fs::metadata(key).is_ok_and(|about| is_open(about.permissions().mode())) {
        tracing::warn!(key = %key.display(), "the private key can be read by others; chmod 600 it");
    }
}

/// Whether group or others may do anything with a file of this mode.
fn is_open(mode: u32) -> bool {
    mode & 0o077 != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_for_its_owner_alone() {
        assert!(!is_open(0o100_600) && !is_open(0o100_400));
        assert!(is_open(0o100_640) && is_open(0o100_604));
    }

    #[test]
    fn names_are_dns_names_or_numbers() {
        for good in ["pos.bank.example", "10.1.2.3", "::1"] {
            assert!(server_name(good).is_ok(), "{good}");
        }
        for bad in ["", "a b", "银行"] {
            assert!(server_name(bad).is_err(), "{bad}");
        }
    }
}
