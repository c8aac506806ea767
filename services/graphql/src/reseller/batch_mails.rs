//! The assistant for batch mails: keys and values become a mail, with every mistake before it is sent, and a rehearsal.
//!
//! The language of the mails is another door's: it comes in through [`MailDesk`].

use super::owner;
use crate::caller::coded;
use crate::objects::{MailMethod, MailSettings};
use crate::payload::coded_failure;
use crate::values::Points;
use application::{Ask, AskError};
use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use async_trait::async_trait;
use domain_model::account::Profile;
use domain_model::values::{AccountNumber, AuthMethod};
use std::sync::Arc;

/// Keys and values of one mail.
const LINES: usize = 200;
/// Octets of a text (a mail has more, for its header).
const TEXT: usize = 64 * 1024;

/// Whoever knows the language of batch mails.
#[async_trait]
pub trait MailDesk: Send + Sync {
    /// The address for orders and the one for rehearsals, where batch mails are taken.
    fn addresses(&self) -> Option<(String, String)>;

    /// A mail with these keys and values in the order of the paper, and everything that would be complained of. Version,
    /// account and method of authentication are set; where the method is `plain` or `md5`, it is signed as well.
    fn draft(&self, profile: &Profile, method: AuthMethod, lines: &[(String, String)]) -> DraftedMail;

    /// What would become of a text: nothing is kept, and no signature is looked at.
    ///
    /// # Errors
    /// The journal or a registry failed.
    async fn rehearse(
        &self,
        account: AccountNumber,
        text: &str,
        ask: &Ask,
    ) -> std::result::Result<MailRehearsal, AskError>;
}

/// What is wrong with a mail.
#[derive(Clone, Debug, SimpleObject)]
pub struct MailMistake {
    /// The line of the text, from 1; absent where nothing stands there that could be named.
    pub line: Option<u32>,
    /// The key, as the paper writes it.
    pub key: String,
    /// What was expected there.
    pub expected: String,
}

/// A mail that is being written.
#[derive(Clone, Default, SimpleObject)]
pub struct DraftedMail {
    /// The text, not signed.
    pub text: String,
    /// What the registrar would complain of.
    pub mistakes: Vec<MailMistake>,
    /// The text as it is sent, where the method is PLAIN or MD5 and the account has a passphrase; it holds the passphrase,
    /// or what proves it.
    pub signed: Option<String>,
}

/// A line of an answer.
#[derive(Clone, Debug, SimpleObject)]
pub struct MailResult {
    /// What comes after `batch.result.`.
    pub key: String,
    /// Its value.
    pub value: String,
}

/// What would become of a mail.
#[derive(Clone, Debug, Default, SimpleObject)]
pub struct MailRehearsal {
    /// It would be executed.
    pub accepted: bool,
    /// What it costs.
    pub points: Option<Points>,
    /// What else the answer would say.
    pub results: Vec<MailResult>,
    /// Why it would not be executed.
    pub mistakes: Vec<MailMistake>,
}

/// How the account's batch mails reach the registrar.
#[derive(SimpleObject)]
pub struct BatchMailSettings {
    /// Where orders are sent; absent where no batch mails are taken.
    order_address: Option<String>,
    /// Where rehearsals are sent.
    rehearsal_address: Option<String>,
    /// What proves where they come from.
    settings: MailSettings,
}

/// A key and its value.
#[derive(Clone, InputObject)]
pub struct MailLineInput {
    /// `order.domain.name`
    pub key: String,
    /// Its value; empty: the key is left out.
    #[graphql(secret)]
    pub value: String,
}

/// A mail to be written.
#[derive(Clone, InputObject)]
pub struct DraftBatchMailInput {
    /// Keys and values, in any order.
    pub lines: Vec<MailLineInput>,
    /// How it will prove where it comes from.
    pub method: MailMethod,
}

fn desk<'a>(ctx: &Context<'a>) -> &'a Arc<dyn MailDesk> {
    ctx.data_unchecked::<Arc<dyn MailDesk>>()
}

/// The assistant.
#[derive(Default)]
pub struct Assistant;

#[Object(name = "ResellerBatchMailQueries")]
impl Assistant {
    /// How the account's batch mails reach the registrar, and what proves where they come from.
    async fn batch_mail(&self, ctx: &Context<'_>) -> BatchMailSettings {
        let profile = &owner(ctx).admitted.profile;
        let (order_address, rehearsal_address) = desk(ctx).addresses().unzip();
        let settings = MailSettings::of(profile, profile.passphrase.is_some());
        BatchMailSettings { order_address, rehearsal_address, settings }
    }

    /// The passphrase of the account's batch mails.
    async fn passphrase(&self, ctx: &Context<'_>) -> Option<String> {
        owner(ctx).admitted.profile.passphrase.as_ref()?.value().cloned()
    }

    /// A mail of these keys and values, with everything that the registrar would complain of.
    #[graphql(complexity = "100 + child_complexity")]
    async fn draft_batch_mail(&self, ctx: &Context<'_>, input: DraftBatchMailInput) -> Result<DraftedMail> {
        let octets: usize = input.lines.iter().map(|line| line.key.len() + line.value.len()).sum();
        if input.lines.len() > LINES || octets > TEXT {
            let message = format!("lines: at most {LINES} with {TEXT} octets are expected");
            return Err(coded("BAD_ARGUMENT", message));
        }
        let lines: Vec<_> = input.lines.into_iter().map(|line| (line.key, line.value)).collect();
        Ok(desk(ctx).draft(&owner(ctx).admitted.profile, input.method.into(), &lines))
    }
}

/// Commands of the assistant.
#[derive(Default)]
pub struct Commands;

#[Object(name = "ResellerBatchMailCommands")]
impl Commands {
    /// Try what would become of a mail, as at the address for rehearsals: nothing is kept, and no signature is looked at.
    #[graphql(complexity = "2_000")]
    async fn rehearse_batch_mail(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The text of the mail.", secret)] text: String,
    ) -> Result<MailRehearsal> {
        if text.len() > TEXT {
            return Err(coded("BAD_ARGUMENT", format!("text: at most {TEXT} octets are expected")));
        }
        let ask = owner(ctx).ask(ctx, Some("rehearsed at the reseller's pages"));
        let rehearsed = desk(ctx).rehearse(owner(ctx).account(), &text, &ask).await;
        rehearsed.map_err(|error| coded_failure(&error))
    }
}
