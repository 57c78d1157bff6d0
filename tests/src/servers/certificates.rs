//! A certificate authority of one test's own, and a certificate that it has signed.

#![expect(
    clippy::expect_used,
    reason = "a helper of tests fails by failing the test, and tells why"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use tempfile::TempDir;

/// Files of an authority and of a server's certificate; they are there as long as this value.
#[derive(Clone, Debug)]
pub struct Certificates(Arc<TempDir>);

impl Certificates {
    /// A new authority, which vouches for a server of these names.
    #[must_use]
    pub fn of(names: &[&str]) -> Self {
        let mut authority = CertificateParams::default();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        authority.distinguished_name.push(DnType::CommonName, "the authority of a test");
        let key = KeyPair::generate().expect("a key can be made");
        let authority = CertifiedIssuer::self_signed(authority, key).expect("it can be signed");

        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let server = CertificateParams::new(names).expect("the names are names");
        let key = KeyPair::generate().expect("a key can be made");
        let certificate = server.signed_by(&key, &authority).expect("it can be signed");

        let folder = TempDir::with_prefix("feedback-tls-").expect("a folder can be made");
        let certificates = Self(Arc::new(folder));
        for (path, content) in [
            (certificates.authority(), authority.pem()),
            (certificates.certificate(), certificate.pem()),
            (certificates.key(), key.serialize_pem()),
        ] {
            fs::write(path, content).expect("a file can be written");
        }
        certificates
    }

    /// The authority's certificate, which clients trust.
    #[must_use]
    pub fn authority(&self) -> PathBuf {
        self.0.path().join("authority.pem")
    }

    /// The server's certificate.
    #[must_use]
    pub fn certificate(&self) -> PathBuf {
        self.0.path().join("server.pem")
    }

    /// The key of the server's certificate.
    #[must_use]
    pub fn key(&self) -> PathBuf {
        self.0.path().join("server.key")
    }

    /// The folder of these files.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.0.path()
    }
}
