//! TLS towards a registry: its authorities, our certificate.

use std::path::Path;
use std::sync::Arc;

use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::TlsConnector;

use crate::config::{EppConfig, EppError};

/// What a handshake needs.
pub(crate) struct Tls {
    pub connector: TlsConnector,
    pub server_name: ServerName<'static>,
}

impl Tls {
    /// Reads the files that the configuration names.
    pub fn new(config: &EppConfig) -> Result<Self, EppError> {
        let tls = |source| EppError::Tls { registry: config.id.clone(), source };
        let server_name = ServerName::try_from(config.server()?.to_owned())
            .map_err(|_| config.setting("server_name", "is neither a host name nor an address"))?;
        let mut roots = RootCertStore::empty();
        for certificate in certificates(config, &config.ca)? {
            roots.add(certificate).map_err(tls)?;
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(tls)?
            .with_root_certificates(roots);
        let client = match (&config.cert, &config.key) {
            (Some(cert), Some(key)) => {
                let chain = certificates(config, cert)?;
                let key = PrivateKeyDer::from_pem_file(key)
                    .map_err(|source| pem(config, key, "private key", source))?;
                builder.with_client_auth_cert(chain, key).map_err(tls)?
            }
            (None, None) => builder.with_no_client_auth(),
            _ => return Err(config.setting("cert", "cert and key are given together or not at all")),
        };
        Ok(Self { connector: TlsConnector::from(Arc::new(client)), server_name })
    }
}

fn certificates(config: &EppConfig, path: &Path) -> Result<Vec<CertificateDer<'static>>, EppError> {
    let fault = |source| pem(config, path, "certificate", source);
    let found: Vec<_> =
        CertificateDer::pem_file_iter(path).map_err(fault)?.collect::<Result<_, _>>().map_err(fault)?;
    match found.is_empty() {
        true => Err(fault(rustls_pki_types::pem::Error::NoItemsFound)),
        false => Ok(found),
    }
}

fn pem(
    config: &EppConfig,
    path: &Path,
    what: &'static str,
    source: rustls_pki_types::pem::Error,
) -> EppError {
    EppError::Pem { registry: config.id.clone(), path: path.to_owned(), what, source }
}
