//! A test CA, certificates under it, and the host's side of TLS with them.

#![allow(clippy::unwrap_used, reason = "clippy knows test functions, not the helpers beside them")]

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use tempfile::TempDir;
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        RootCertStore, ServerConfig, SupportedProtocolVersion,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
        server::WebPkiClientVerifier,
        version::{TLS12, TLS13},
    },
};

/// The name in the host's certificate.
pub const NAME: &str = "pos.bank.example";

/// A CA with its files in a folder of its own, which goes with it.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    folder: TempDir,
}

/// A certificate with its key, as PEM files.
pub struct Issued {
    pub certificate: PathBuf,
    pub key: PathBuf,
}

/// What is wrong with a certificate.
#[derive(Clone, Copy, PartialEq)]
pub enum Flaw {
    None,
    Expired,
    OtherName,
}

impl Authority {
    pub fn new() -> Authority {
        let folder = tempfile::tempdir().unwrap();
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, "Test CA");
        fs::write(folder.path().join("ca.pem"), params.self_signed(&key).unwrap().pem()).unwrap();
        Authority { issuer: Issuer::new(params, key), folder }
    }

    pub fn ca(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// A certificate for a host or for a terminal.
    pub fn issue(&self, file: &str, flaw: Flaw) -> Issued {
        self.make(file, if flaw == Flaw::OtherName { "other.example" } else { NAME }, flaw)
    }

    /// A certificate with this name in it.
    #[allow(dead_code, reason = "each program uses only a part of it")]
    pub fn issue_for(&self, file: &str, name: &str) -> Issued {
        self.make(file, name, Flaw::None)
    }

    fn make(&self, file: &str, name: &str, flaw: Flaw) -> Issued {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        if flaw == Flaw::Expired {
            params.not_before = rcgen::date_time_ymd(2001, 1, 1);
            params.not_after = rcgen::date_time_ymd(2002, 1, 1);
        }
        let issued = Issued {
            certificate: self.folder.path().join(format!("{file}.pem")),
            key: self.folder.path().join(format!("{file}.key")),
        };
        fs::write(&issued.certificate, params.signed_by(&key, &self.issuer).unwrap().pem()).unwrap();
        fs::write(&issued.key, key.serialize_pem()).unwrap();
        issued
    }
}

/// What the host's side of TLS is like.
#[derive(Clone, Copy)]
pub struct Manner<'a> {
    pub versions: &'a [&'static SupportedProtocolVersion],
    /// The CA of the certificates that terminals must have.
    pub clients: Option<&'a Path>,
    pub tickets: usize,
}

pub const BOTH: &[&SupportedProtocolVersion] = &[&TLS13, &TLS12];
pub const ONLY_12: &[&SupportedProtocolVersion] = &[&TLS12];
pub const ONLY_13: &[&SupportedProtocolVersion] = &[&TLS13];

impl Default for Manner<'_> {
    fn default() -> Self {
        Manner { versions: BOTH, clients: None, tickets: 2 }
    }
}

fn read(path: &Path) -> Vec<CertificateDer<'static>> {
    CertificateDer::pem_file_iter(path).unwrap().collect::<Result<_, _>>().unwrap()
}

pub fn acceptor(host: &Issued, manner: Manner<'_>) -> TlsAcceptor {
    let provider = Arc::new(ring::default_provider());
    let builder =
        ServerConfig::builder_with_provider(provider.clone()).with_protocol_versions(manner.versions).unwrap();
    let builder = match manner.clients {
        None => builder.with_no_client_auth(),
        Some(ca) => {
            let mut roots = RootCertStore::empty();
            roots.add_parsable_certificates(read(ca));
            let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), provider).build().unwrap();
            builder.with_client_cert_verifier(verifier)
        }
    };
    let key = PrivateKeyDer::from_pem_file(&host.key).unwrap();
    let mut config = builder.with_single_cert(read(&host.certificate), key).unwrap();
    config.send_tls13_tickets = manner.tickets;
    TlsAcceptor::from(Arc::new(config))
}
