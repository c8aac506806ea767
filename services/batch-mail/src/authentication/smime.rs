//! `smime`: signatures of CMS by a certificate of the account, or by one that an authority of the account issued to the
//! account's registered address. Nothing is asked of the network.

use super::der::SignedData;
use super::{Known, METHOD, in_time, with_crlf};
use crate::complaint::Complaint;
use application::Certificate;
use chrono::{DateTime, Utc};
use domain_model::account::CertificateTrust;
use openssl::cms::{CMSOptions, CmsContentInfo};
use openssl::error::ErrorStack;
use openssl::stack::Stack;
use openssl::x509::store::{X509Store, X509StoreBuilder};
use openssl::x509::verify::{X509VerifyFlags, X509VerifyParam};
use openssl::x509::{X509, X509PurposeId, X509Ref, X509StoreContext};

/// Certificates that come with a mail and are looked at.
const MOST_CERTIFICATES: usize = 10;
/// OpenSSL's security level of 112 bits: no SHA-1, no RSA below 2048 bits, anywhere in the chain.
const AUTH_LEVEL: i32 = 2;
const NONE: &str = "another method: no certificate is set on the account (registrar account smime add)";

/// What signed data holds itself, before anything of it is believed.
pub(crate) fn content(der: &[u8]) -> Option<Vec<u8>> {
    SignedData::read(&definite(der)?)?.content.map(<[u8]>::to_vec)
}

/// The same in DER: mail programs write indefinite lengths.
fn definite(der: &[u8]) -> Option<Vec<u8>> {
    CmsContentInfo::from_der(der).and_then(|cms| cms.to_der()).ok()
}

/// Checks the signature over a part, or over what the signed data holds itself.
pub(super) fn check(
    der: &[u8],
    signed: Option<&[u8]>,
    known: &Known,
    now: DateTime<Utc>,
) -> Result<(), Complaint> {
    if known.certificates.is_empty() {
        return Err(Complaint::on(METHOD, NONE));
    }
    let whole = definite(der);
    let Some(data) = whole.as_deref().and_then(SignedData::read).filter(|data| !data.signers.is_empty())
    else {
        return Err(Complaint::on(METHOD, "a signature of S/MIME (CMS signed data)"));
    };
    let signed = signed.map(|part| [with_crlf(part), part.to_vec()]);
    let fits = |certificate: &X509Ref| match &signed {
        Some(forms) => forms.iter().any(|form| is_by(der, Some(form), certificate)),
        None => is_by(der, None, certificate),
    };
    let pinned = known.certificates(CertificateTrust::Signer, now);
    if !pinned.iter().any(|certificate| fits(certificate.x509())) {
        by_authority(&data, known, now, fits)?;
    }
    if !data.signers.iter().all(|signer| signer.strong) {
        return Err(Complaint::on(METHOD, "a signature by SHA-256 or better (openssl cms -md sha256)"));
    }
    data.signers.iter().try_for_each(|signer| in_time(signer.made, now))
}

/// Whether every signature is by this certificate's key, and by no other.
fn is_by(der: &[u8], signed: Option<&[u8]>, certificate: &X509Ref) -> bool {
    let check = || -> Result<(), ErrorStack> {
        let mut only = Stack::new()?;
        only.push(certificate.to_owned())?;
        // Whether the certificate may be trusted is not asked of OpenSSL, which would follow a chain to any that it holds.
        let flags = CMSOptions::NOINTERN | CMSOptions::NO_SIGNER_CERT_VERIFY | CMSOptions::BINARY;
        CmsContentInfo::from_der(der)?.verify(Some(&only), None, signed, None, flags)
    };
    check().is_ok()
}

/// A certificate that came with the mail, and that an authority of the account issued to its registered address: a large
/// authority certifies many, and one of them is not another.
fn by_authority(
    data: &SignedData<'_>,
    known: &Known,
    now: DateTime<Utc>,
    fits: impl Fn(&X509Ref) -> bool,
) -> Result<(), Complaint> {
    let expected = "a signature over exactly this text, by a certificate of the account that is valid today, or one that \
                    an authority of the account issued to its registered address";
    let refused = || Complaint::on(METHOD, expected);
    let authorities = known.certificates(CertificateTrust::Authority, now);
    if authorities.is_empty() {
        return Err(refused());
    }
    let came = data.certificates.iter().take(MOST_CERTIFICATES).filter_map(|der| X509::from_der(der).ok());
    let came: Vec<X509> = came.collect();
    let store = store(&authorities, now).map_err(|_| refused())?;
    let registered = known.registered.as_ref().map(|address| address.lookup_form());
    for signer in came.iter().filter(|signer| fits(signer)) {
        let Ok(read) =
            signer.to_der().map_err(|_| ()).and_then(|der| Certificate::read(&der).map_err(|_| ()))
        else {
            continue;
        };
        let addresses: Vec<String> = read.addresses().iter().map(|address| address.lookup_form()).collect();
        let ours = registered.as_ref().is_some_and(|registered| addresses.contains(registered));
        if ours && read.usable(CertificateTrust::Signer, now).is_ok() && is_issued(signer, &came, &store) {
            return Ok(());
        }
    }
    Err(refused())
}

fn store(authorities: &[Certificate], now: DateTime<Utc>) -> Result<X509Store, ErrorStack> {
    let mut parameters = X509VerifyParam::new()?;
    parameters.set_time(now.timestamp());
    parameters.set_purpose(X509PurposeId::SMIME_SIGN)?;
    parameters.set_auth_level(AUTH_LEVEL);
    // An authority that the account trusts need not be a root.
    parameters.set_flags(X509VerifyFlags::PARTIAL_CHAIN)?;
    let mut store = X509StoreBuilder::new()?;
    for authority in authorities {
        store.add_cert(authority.x509().clone())?;
    }
    store.set_param(&parameters)?;
    Ok(store.build())
}

/// Whether a chain leads from a certificate to one of the store.
fn is_issued(certificate: &X509Ref, others: &[X509], store: &X509Store) -> bool {
    let check = || -> Result<bool, ErrorStack> {
        let mut chain = Stack::new()?;
        for other in others {
            chain.push(other.clone())?;
        }
        X509StoreContext::new()?.init(store, certificate, &chain, |context| context.verify_cert())
    };
    check().unwrap_or(false)
}
