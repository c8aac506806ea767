//! What proves that a batch mail comes from an account.

use crate::caller::{application, support, visible};
use crate::objects::{CertificateTrust, MailMethod};
use crate::payload::{DonePayload, Obstacle};
use crate::values::field;
use async_graphql::{Context, InputObject, Object, Result};
use domain_model::values::{AccountNumber, PgpFingerprint, Sha256Digest};

/// The methods by which batch mails may prove where they come from.
#[derive(Clone, Debug, InputObject)]
pub struct MailMethodsInput {
    /// Whose.
    pub account: u64,
    /// All that are allowed; empty: it sends no batch mails.
    pub methods: Vec<MailMethod>,
}

/// A key of OpenPGP.
#[derive(Clone, InputObject)]
pub struct PgpKeyInput {
    /// Whose.
    pub account: u64,
    /// The public key in its armour.
    #[graphql(secret)]
    pub key: String,
}

/// A key or certificate that counts no more.
#[derive(Clone, Debug, InputObject)]
pub struct FingerprintInput {
    /// Whose.
    pub account: u64,
    /// Its fingerprint, hexadecimal.
    pub fingerprint: String,
}

/// A certificate of S/MIME.
#[derive(Clone, InputObject)]
pub struct CertificateInput {
    /// Whose.
    pub account: u64,
    /// The certificate in PEM.
    #[graphql(secret)]
    pub certificate: String,
    /// What it is trusted for.
    #[graphql(default_with = "CertificateTrust::Signer")]
    pub trust: CertificateTrust,
}

fn id(account: &AccountNumber) -> Option<String> {
    Some(account.to_string())
}

/// Commands about what proves where batch mails come from.
#[derive(Default)]
pub struct MailSettings;

#[Object(name = "MailSettingsCommands")]
impl MailSettings {
    /// Set by which methods an account's batch mails may prove where they come from.
    #[graphql(visible = "visible::support")]
    async fn set_mail_methods(&self, ctx: &Context<'_>, input: MailMethodsInput) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, None);
        let methods = input.methods.into_iter().map(Into::into).collect();
        let account = AccountNumber::new(input.account);
        let done = application(ctx).set_mail_methods(account, methods, &ask).await;
        DonePayload::answer(done.map_err(Obstacle::from), id)
    }

    /// Accept OpenPGP signatures by a key; one of the same fingerprint is replaced.
    #[graphql(visible = "visible::support")]
    async fn add_pgp_key(&self, ctx: &Context<'_>, input: PgpKeyInput) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, None);
        let account = AccountNumber::new(input.account);
        let done = application(ctx).add_pgp_key(account, &input.key, &ask).await;
        DonePayload::answer(done.map(|(accepted, _)| accepted).map_err(Obstacle::from), id)
    }

    /// Accept no more signatures by a key.
    #[graphql(visible = "visible::support")]
    async fn remove_pgp_key(&self, ctx: &Context<'_>, input: FingerprintInput) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, None);
        let account = AccountNumber::new(input.account);
        let done = match field("fingerprint", PgpFingerprint::parse(&input.fingerprint)) {
            Ok(key) => application(ctx).remove_pgp_key(account, key, &ask).await.map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, id)
    }

    /// Accept S/MIME signatures by a certificate, or by those that it certifies for the account's registered address.
    #[graphql(visible = "visible::support")]
    async fn add_certificate(&self, ctx: &Context<'_>, input: CertificateInput) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, None);
        let account = AccountNumber::new(input.account);
        let (trust, certificate) = (input.trust.into(), input.certificate);
        let done = application(ctx).add_certificate(account, trust, certificate.as_bytes(), &ask).await;
        DonePayload::answer(done.map(|(accepted, _)| accepted).map_err(Obstacle::from), id)
    }

    /// Accept no more signatures by a certificate, or by those that it certified.
    #[graphql(visible = "visible::support")]
    async fn remove_certificate(&self, ctx: &Context<'_>, input: FingerprintInput) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, None);
        let account = AccountNumber::new(input.account);
        let done = match field("fingerprint", Sha256Digest::parse(&input.fingerprint)) {
            Ok(certificate) => {
                application(ctx).remove_certificate(account, certificate, &ask).await.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, id)
    }
}
