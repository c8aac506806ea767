//! What proves that a batch mail comes from an account: passphrase, keys, certificates, and which of them count.

use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::boxed;
use crate::mail_keys::{Certificate, KeyProblem, PgpCertificate};
use crate::refusal::Refusal;
use domain_model::account::{self, Branding, CertificateTrust};
use domain_model::contact::{self, Contact};
use domain_model::values::{AccountNumber, AuthMethod, FieldError, PgpFingerprint, Sealed, Sha256Digest};
use std::collections::BTreeSet;

/// Characters of a passphrase. It stands in no mail but those of `plain`, and is guessed at leisure from one of `md5`.
const PASSPHRASE: std::ops::RangeInclusive<usize> = 8..=200;

fn refused(problem: KeyProblem, field: &str) -> AskError {
    Refusal::Fields(vec![problem.at(field)]).into()
}

/// A brand stands in headers, and begins links.
pub(super) fn check_branding(branding: &Branding) -> Result<(), AskError> {
    let mut wrong = vec![];
    let one_line = |text: &str| !text.trim().is_empty() && !text.chars().any(char::is_control);
    if branding.name.as_ref().is_some_and(|name| !one_line(name) || name.chars().count() > 100) {
        wrong.push(FieldError::new("name", "length", "1 to 100 characters on one line are expected"));
    }
    let begins_links = |base: &str| {
        let rest = base.strip_prefix("https://").or_else(|| base.strip_prefix("http://"));
        rest.is_some_and(|rest| {
            !rest.is_empty() && !rest.ends_with('/') && rest.bytes().all(|b| b.is_ascii_graphic())
        })
    };
    if branding.link_base.as_ref().is_some_and(|base| !begins_links(base) || base.len() > 200) {
        let expected = "a web address without a slash at its end is expected, as https://names.example";
        wrong.push(FieldError::new("linkBase", "link-form", expected));
    }
    if wrong.is_empty() { Ok(()) } else { Err(Refusal::Fields(wrong).into()) }
}

impl Application {
    /// Sets the passphrase of an account's batch mails; the one before is of no use any more.
    ///
    /// # Errors
    /// It is too short or too long, or there is no such account.
    #[boxed]
    pub async fn set_account_passphrase(
        &self,
        number: AccountNumber,
        passphrase: String,
        ask: &Ask,
    ) -> Result<Accepted<AccountNumber>, AskError> {
        let fits =
            PASSPHRASE.contains(&passphrase.chars().count()) && !passphrase.chars().any(char::is_control);
        if !fits || passphrase.trim() != passphrase {
            let expected = "8 to 200 characters are expected, without white space around and on one line";
            return Err(Refusal::Fields(vec![FieldError::new("passphrase", "length", expected)]).into());
        }
        let passphrase = Sealed::open(account::credentials_of(number), passphrase);
        self.on_account(number, account::Command::SetPassphrase { passphrase }, ask).await
    }

    /// Sets by which methods an account's batch mails may prove where they come from.
    ///
    /// # Errors
    /// There is no such account.
    #[boxed]
    pub async fn set_mail_methods(
        &self,
        number: AccountNumber,
        methods: BTreeSet<AuthMethod>,
        ask: &Ask,
    ) -> Result<Accepted<AccountNumber>, AskError> {
        self.on_account(number, account::Command::SetMailMethods { methods }, ask).await
    }

    /// Accepts OpenPGP signatures by a key: a public one, in its armour. One of the same fingerprint is replaced.
    ///
    /// # Errors
    /// It is no such key, may not sign today, or is a secret one; the account has as many as it may.
    #[boxed]
    pub async fn add_pgp_key(
        &self,
        number: AccountNumber,
        armour: &str,
        ask: &Ask,
    ) -> Result<(Accepted<AccountNumber>, PgpFingerprint), AskError> {
        let read = || {
            let key = PgpCertificate::read(armour)?;
            // Keys are checked by the real time, as signatures are: a demo's clock runs ahead of both.
            key.signers(journal::wall_clock())?;
            Ok((key.fingerprint()?, key.armoured()?))
        };
        let (fingerprint, armour) = read().map_err(|problem| refused(problem, "key"))?;
        self.holder_is_not_erased(number).await?;
        let key = Sealed::open(account::keys_of(number), armour);
        let command = account::Command::AddPgpKey { fingerprint: fingerprint.clone(), key };
        Ok((self.on_account(number, command, ask).await?, fingerprint))
    }

    /// Accepts no more signatures by a key.
    ///
    /// # Errors
    /// The account has no such key.
    #[boxed]
    pub async fn remove_pgp_key(
        &self,
        number: AccountNumber,
        fingerprint: PgpFingerprint,
        ask: &Ask,
    ) -> Result<Accepted<AccountNumber>, AskError> {
        self.on_account(number, account::Command::RemovePgpKey { fingerprint }, ask).await
    }

    /// Accepts S/MIME signatures by a certificate, or by those that it certifies for the account's registered address.
    ///
    /// # Errors
    /// It is no such certificate, is not valid today, or is a secret key; the account has as many as it may.
    #[boxed]
    pub async fn add_certificate(
        &self,
        number: AccountNumber,
        trust: CertificateTrust,
        certificate: &[u8],
        ask: &Ask,
    ) -> Result<(Accepted<AccountNumber>, Sha256Digest), AskError> {
        let read = || {
            let certificate = Certificate::read(certificate)?;
            certificate.usable(trust, journal::wall_clock())?;
            Ok((certificate.fingerprint()?, certificate.pem()?))
        };
        let (fingerprint, pem) = read().map_err(|problem| refused(problem, "certificate"))?;
        self.holder_is_not_erased(number).await?;
        let certificate = Sealed::open(account::keys_of(number), pem);
        let command =
            account::Command::AddCertificate { trust, fingerprint: fingerprint.clone(), certificate };
        Ok((self.on_account(number, command, ask).await?, fingerprint))
    }

    /// Accepts no more signatures by a certificate, or by those that it certified.
    ///
    /// # Errors
    /// The account has no such certificate.
    #[boxed]
    pub async fn remove_certificate(
        &self,
        number: AccountNumber,
        fingerprint: Sha256Digest,
        ask: &Ask,
    ) -> Result<Accepted<AccountNumber>, AskError> {
        self.on_account(number, account::Command::RemoveCertificate { fingerprint }, ask).await
    }

    /// Keys are sealed with the holder's data, and nothing is sealed for somebody who was erased.
    async fn holder_is_not_erased(&self, number: AccountNumber) -> Result<(), AskError> {
        let holder = self.journal().load::<Contact>(&number.own_contact()).await?.state;
        match holder {
            Contact::Erased(_) => {
                let status = holder.status();
                Err(Refusal::Contact(contact::Refusal::NotActive { status }).into())
            }
            _ => Ok(()),
        }
    }
}
