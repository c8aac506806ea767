//! Keys and certificates: an authority of the sandbox's own, a server certificate, one certificate a registrar.

use std::io::Write;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, SanType, date_time_ymd,
};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

use crate::store::private;

/// Why the keys cannot be made or used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    #[error("making a certificate")]
    Certificate(#[from] rcgen::Error),
    #[error("reading or writing {path}")]
    File {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("reading {path}")]
    Pem {
        path: PathBuf,
        #[source]
        source: rustls_pki_types::pem::Error,
    },
    #[error("setting up TLS")]
    Tls(#[from] rustls::Error),
    #[error("setting up the verification of client certificates")]
    Verifier(#[from] rustls::server::VerifierBuilderError),
}

/// The files under one directory. Keys have mode 0600.
#[derive(Debug)]
pub struct Pki {
    dir: PathBuf,
}

/// The subjects of one certificate.
enum Subject<'a> {
    Server(IpAddr),
    Registrar(&'a str),
}

impl Pki {
    /// Opens the directory, making what is missing: the authority, and a certificate for each registrar. The
    /// server's own certificate is made anew, since its address may have changed.
    pub fn open(dir: &Path, address: IpAddr, registrars: &[String]) -> Result<Self, TlsError> {
        let pki = Self { dir: dir.to_owned() };
        std::fs::create_dir_all(dir).map_err(|source| TlsError::File { path: dir.to_owned(), source })?;
        let params = authority_params();
        let key = if pki.ca().exists() && pki.ca_key().exists() {
            KeyPair::from_pem(&read(&pki.ca_key())?)?
        } else {
            let key = KeyPair::generate()?;
            write(&pki.ca_key(), &key.serialize_pem())?;
            write(&pki.ca(), &params.self_signed(&key)?.pem())?;
            key
        };
        let authority = Issuer::new(params, key);
        pki.issue(&authority, Subject::Server(address), &pki.server(), &pki.server_key())?;
        for id in registrars {
            let (certificate, key) = (pki.certificate(id), pki.key(id));
            if !certificate.exists() || !key.exists() {
                pki.issue(&authority, Subject::Registrar(id), &certificate, &key)?;
            }
        }
        Ok(pki)
    }

    /// The authority's certificate, which clients trust.
    pub fn ca(&self) -> PathBuf {
        self.dir.join("ca.pem")
    }

    /// A registrar's certificate.
    pub fn certificate(&self, registrar: &str) -> PathBuf {
        self.dir.join(format!("{registrar}.pem"))
    }

    /// A registrar's private key.
    pub fn key(&self, registrar: &str) -> PathBuf {
        self.dir.join(format!("{registrar}.key.pem"))
    }

    fn ca_key(&self) -> PathBuf {
        self.dir.join("ca.key.pem")
    }

    fn server(&self) -> PathBuf {
        self.dir.join("server.pem")
    }

    fn server_key(&self) -> PathBuf {
        self.dir.join("server.key.pem")
    }

    /// TLS 1.2 and 1.3, with a client certificate of the authority required.
    pub fn server_config(&self) -> Result<ServerConfig, TlsError> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut roots = RootCertStore::empty();
        roots.add(self.load(&self.ca())?)?;
        let verifier =
            WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider)).build()?;
        let path = self.server_key();
        let key = PrivateKeyDer::from_pem_file(&path).map_err(|source| TlsError::Pem { path, source })?;
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_client_cert_verifier(verifier)
            .with_single_cert(vec![self.load(&self.server())?], key)?;
        Ok(config)
    }

    /// The registrar's certificate in the form that the handshake shows.
    pub fn registrar_certificate(&self, registrar: &str) -> Result<CertificateDer<'static>, TlsError> {
        self.load(&self.certificate(registrar))
    }

    fn load(&self, path: &Path) -> Result<CertificateDer<'static>, TlsError> {
        CertificateDer::from_pem_file(path).map_err(|source| TlsError::Pem { path: path.to_owned(), source })
    }

    fn issue(
        &self,
        authority: &Issuer<'_, KeyPair>,
        subject: Subject<'_>,
        certificate: &Path,
        key: &Path,
    ) -> Result<(), TlsError> {
        let pair = KeyPair::generate()?;
        let issued = leaf(subject, &pair, authority)?;
        write(key, &pair.serialize_pem())?;
        write(certificate, &issued.pem())
    }
}

fn authority_params() -> CertificateParams {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.distinguished_name.push(DnType::OrganizationName, "Sandbox registry");
    params.distinguished_name.push(DnType::CommonName, "Sandbox registry authority");
    valid(&mut params);
    params
}

fn leaf(
    subject: Subject<'_>,
    key: &KeyPair,
    authority: &Issuer<'_, KeyPair>,
) -> Result<Certificate, rcgen::Error> {
    let mut params = CertificateParams::default();
    let (name, usage) = match subject {
        Subject::Server(address) => {
            params = CertificateParams::new(vec!["localhost".to_owned()])?;
            for ip in [address, IpAddr::from([127, 0, 0, 1]), "::1".parse().unwrap_or(address)] {
                let san = SanType::IpAddress(ip);
                if !params.subject_alt_names.contains(&san) {
                    params.subject_alt_names.push(san);
                }
            }
            ("Sandbox registry", ExtendedKeyUsagePurpose::ServerAuth)
        }
        Subject::Registrar(id) => (id, ExtendedKeyUsagePurpose::ClientAuth),
    };
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.use_authority_key_identifier_extension = true;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![usage];
    valid(&mut params);
    params.signed_by(key, authority)
}

/// A sandbox outlives its clock's shifts, so its certificates do too.
fn valid(params: &mut CertificateParams) {
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(2120, 1, 1);
}

fn read(path: &Path) -> Result<String, TlsError> {
    std::fs::read_to_string(path).map_err(|source| TlsError::File { path: path.to_owned(), source })
}

/// Written beside its place and moved there, so that a crash leaves no half file.
fn write(path: &Path, pem: &str) -> Result<(), TlsError> {
    let file = |source| TlsError::File { path: path.to_owned(), source };
    let beside = path.with_extension("new");
    let mut out = private().create(true).write(true).truncate(true).open(&beside).map_err(file)?;
    out.write_all(pem.as_bytes()).and_then(|()| out.sync_all()).map_err(file)?;
    std::fs::rename(&beside, path).map_err(file)
}
