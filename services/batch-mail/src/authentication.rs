//! Whether a mail comes from the account that it names: by the one method that it names.
//!
//! What is said of a failure names the key and what to do, and never what the secret is. It goes to the account's
//! registered address alone.

mod clear_signed;
mod der;
mod passphrase;
mod pgp;
mod smime;

pub(crate) use clear_signed::ClearSigned;
pub(crate) use smime::content as cms_content;

use crate::complaint::Complaint;
use crate::language::Head;
use crate::message::Seal;
use application::Certificate;
use chrono::{DateTime, TimeDelta, Utc};
use domain_model::account::{CertificateTrust, Profile};
use domain_model::values::{AuthMethod, EmailAddress};

/// The key that is named where a signature does not fit.
const METHOD: &str = "batch.auth.method";
/// A signature is that old at most. Without a reference a mail is known again for a day (DOORS, "mail repeated"): what
/// was signed before could be an order sent once more.
const OLDEST: TimeDelta = TimeDelta::hours(24);
/// Clocks differ.
const SKEW: TimeDelta = TimeDelta::minutes(15);

/// What a mail shows for itself.
pub(crate) struct Evidence {
    pub method: AuthMethod,
    /// `batch.auth.plain`.
    pub plain: Option<String>,
    /// The text as it was transported, decoded; with its MD5 signature.
    pub bytes: Vec<u8>,
    /// The same as it is read.
    pub text: String,
    pub seal: Proof,
}

impl Evidence {
    /// What there is for the method that the mail names.
    pub fn of(head: &Head, bytes: Vec<u8>, text: String, seal: Proof) -> Option<Self> {
        let method = *head.method.as_ref().ok()?;
        Some(Self { method, plain: head.plain.clone(), bytes, text, seal })
    }
}

/// The signature that goes with the text, if any.
pub(crate) enum Proof {
    None,
    ClearSigned(ClearSigned),
    /// What the form of the mail says.
    Form(Seal),
}

/// What is known of an account that its mails are checked by.
pub(crate) struct Known {
    pub methods: Vec<AuthMethod>,
    pub passphrase: Option<String>,
    pub pgp_keys: Vec<String>,
    pub certificates: Vec<(CertificateTrust, String)>,
    /// Where the registrar writes to the account.
    pub registered: Option<EmailAddress>,
}

impl Known {
    pub fn of(profile: &Profile, registered: Option<EmailAddress>) -> Self {
        let mail = &profile.mail;
        Self {
            methods: mail.methods.iter().copied().collect(),
            passphrase: profile.passphrase.as_ref().and_then(|sealed| sealed.value()).cloned(),
            pgp_keys: mail.pgp_keys.iter().filter_map(|key| key.key.value().cloned()).collect(),
            certificates: mail
                .certificates
                .iter()
                .filter_map(|known| Some((known.trust, known.certificate.value()?.clone())))
                .collect(),
            registered,
        }
    }

    fn certificates(&self, trust: CertificateTrust, now: DateTime<Utc>) -> Vec<Certificate> {
        let of_kind = self.certificates.iter().filter(|(kind, _)| *kind == trust);
        let read = of_kind.filter_map(|(_, pem)| Certificate::read(pem.as_bytes()).ok());
        read.filter(|certificate| certificate.usable(trust, now).is_ok()).collect()
    }
}

/// Checks a mail by the method that it names. Takes milliseconds of a processor: not for a thread that serves others.
///
/// # Errors
/// The one complaint that says why it is not authentic.
pub(crate) fn check(evidence: &Evidence, known: &Known, now: DateTime<Utc>) -> Result<(), Complaint> {
    let method = evidence.method;
    if !known.methods.contains(&method) {
        let allowed: Vec<&str> = known.methods.iter().map(AuthMethod::as_str).collect();
        let allowed = if allowed.is_empty() { "none".to_owned() } else { allowed.join(" | ") };
        return Err(Complaint::on(
            METHOD,
            format!("a method that the account allows: {allowed}, not {method}"),
        ));
    }
    match (method, &evidence.seal) {
        (AuthMethod::Plain, Proof::None) => passphrase::plain(evidence, known.passphrase.as_deref()),
        (AuthMethod::Md5, Proof::None) => passphrase::md5(evidence, known.passphrase.as_deref()),
        (AuthMethod::Pgp, Proof::ClearSigned(clear)) => {
            pgp::check(&clear.signature, &[&clear.canonical], &known.pgp_keys, now)
        }
        (AuthMethod::Pgp, Proof::Form(Seal::Pgp { signed, signature })) => {
            let canonical = with_crlf(signed);
            pgp::check(signature, &[&canonical, signed], &known.pgp_keys, now)
        }
        (AuthMethod::Smime, Proof::Form(Seal::Cms { signed, der })) => {
            smime::check(der, signed.as_deref(), known, now)
        }
        (AuthMethod::Pgp, _) => Err(Complaint::on(
            METHOD,
            "a mail signed by OpenPGP (clear-signed or PGP/MIME), for its method is pgp",
        )),
        (AuthMethod::Smime, _) => {
            Err(Complaint::on(METHOD, "a mail signed by S/MIME, for its method is smime"))
        }
        (AuthMethod::Plain | AuthMethod::Md5, _) => {
            let expected = "pgp or smime, for the mail is signed so; or an unsigned mail";
            Err(Complaint::on(METHOD, format!("{expected}, for its method is {method}")))
        }
    }
}

/// A signature was made a short while ago.
fn in_time(made: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Result<(), Complaint> {
    let expected = match made {
        None => "a signature that says when it was made",
        Some(made) if made > now + SKEW => "a signature that was not made in the future: check the clock",
        Some(made) if made < now - OLDEST => "a signature of the last 24 hours: sign the mail again",
        Some(_) => return Ok(()),
    };
    Err(Complaint::on(METHOD, expected))
}

/// Lines as signatures count them.
fn with_crlf(bytes: &[u8]) -> Vec<u8> {
    let mut whole = Vec::with_capacity(bytes.len() + bytes.len() / 32);
    let mut before = 0;
    for byte in bytes {
        if *byte == b'\n' && before != b'\r' {
            whole.push(b'\r');
        }
        whole.push(*byte);
        before = *byte;
    }
    whole
}

#[cfg(test)]
pub(crate) mod tests;
