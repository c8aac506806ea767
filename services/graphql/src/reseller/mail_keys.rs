//! What proves that a batch mail comes from the account: its passphrase, keys and certificates.

use super::owner;
use crate::caller::application;
use crate::objects::{CertificateTrust, MailMethod};
use crate::payload::{DonePayload, Obstacle};
use crate::values::{Points, field};
use async_graphql::{Context, InputObject, Object, Result};
use domain_model::values::{AccountNumber, PgpFingerprint, Points as Value, Sha256Digest};

/// A certificate of S/MIME.
#[derive(Clone, InputObject)]
pub struct OwnCertificateInput {
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

/// Commands about what is set on the account.
#[derive(Default)]
pub struct Commands;

#[Object(name = "ResellerMailKeysCommands")]
impl Commands {
    /// Set the passphrase of the account's batch mails; the one before is of no use any more.
    async fn set_passphrase(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "8 to 200 characters on one line.", secret)] passphrase: String,
    ) -> Result<DonePayload> {
        let (account, ask) = (owner(ctx).account(), owner(ctx).ask(ctx, None));
        let done = application(ctx).set_account_passphrase(account, passphrase, &ask).await;
        DonePayload::answer(done.map_err(Obstacle::from), id)
    }

    /// Set by which methods the account's batch mails may prove where they come from; none: it sends no batch mails.
    async fn set_mail_methods(&self, ctx: &Context<'_>, methods: Vec<MailMethod>) -> Result<DonePayload> {
        let (account, ask) = (owner(ctx).account(), owner(ctx).ask(ctx, None));
        let methods = methods.into_iter().map(Into::into).collect();
        let done = application(ctx).set_mail_methods(account, methods, &ask).await;
        DonePayload::answer(done.map_err(Obstacle::from), id)
    }

    /// Accept OpenPGP signatures by a public key, given in its armour; one of the same fingerprint is replaced.
    async fn add_pgp_key(&self, ctx: &Context<'_>, #[graphql(secret)] key: String) -> Result<DonePayload> {
        let (account, ask) = (owner(ctx).account(), owner(ctx).ask(ctx, None));
        let done = application(ctx).add_pgp_key(account, &key, &ask).await;
        DonePayload::answer(done.map(|(accepted, _)| accepted).map_err(Obstacle::from), id)
    }

    /// Accept no more signatures by a key.
    async fn remove_pgp_key(&self, ctx: &Context<'_>, fingerprint: String) -> Result<DonePayload> {
        let (account, ask) = (owner(ctx).account(), owner(ctx).ask(ctx, None));
        let done = match field("fingerprint", PgpFingerprint::parse(&fingerprint)) {
            Ok(key) => application(ctx).remove_pgp_key(account, key, &ask).await.map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, id)
    }

    /// Accept S/MIME signatures by a certificate, or by those that it certifies for the account's registered address.
    async fn add_certificate(&self, ctx: &Context<'_>, input: OwnCertificateInput) -> Result<DonePayload> {
        let (account, ask) = (owner(ctx).account(), owner(ctx).ask(ctx, None));
        let (trust, certificate) = (input.trust.into(), input.certificate);
        let done = application(ctx).add_certificate(account, trust, certificate.as_bytes(), &ask).await;
        DonePayload::answer(done.map(|(accepted, _)| accepted).map_err(Obstacle::from), id)
    }

    /// Accept no more signatures by a certificate, or by those that it certified.
    async fn remove_certificate(&self, ctx: &Context<'_>, fingerprint: String) -> Result<DonePayload> {
        let (account, ask) = (owner(ctx).account(), owner(ctx).ask(ctx, None));
        let done = match field("fingerprint", Sha256Digest::parse(&fingerprint)) {
            Ok(digest) => {
                application(ctx).remove_certificate(account, digest, &ask).await.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, id)
    }

    /// Set below how many points the account is written to; nothing: never.
    async fn set_low_points(&self, ctx: &Context<'_>, level: Option<Points>) -> Result<DonePayload> {
        let (account, ask) = (owner(ctx).account(), owner(ctx).ask(ctx, None));
        let level = level.map(|level| field("level", Value::new(level.0))).transpose();
        let done = match level {
            Ok(level) => application(ctx).set_low_points(account, level, &ask).await.map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, id)
    }
}
