//! The assistant for batch mails at the reseller's own pages: the language of one door, lent to another.

use crate::config::Config;
use application::{Application, Ask, AskError, BatchStatus};
use async_trait::async_trait;
use batch_mail::assistant::{Draft, Envelope, Signature, instruction_of, write};
use batch_mail::complaint::Complaint;
use batch_mail::language::Rules;
use chrono::{DateTime, Utc};
use domain_model::account::Profile;
use domain_model::values::{AccountNumber, AuthMethod, EmailAddress};
use graphql::{DraftedMail, MailDesk, MailMistake, MailRehearsal, MailResult, Points};
use secrecy::SecretString;

/// The assistant.
pub struct MailAssistant {
    application: Application,
    addresses: Option<(EmailAddress, EmailAddress)>,
}

impl MailAssistant {
    /// As the configuration takes batch mails.
    pub fn new(config: &Config, application: Application) -> Self {
        let settings = config.batch_mail.as_ref();
        let addresses =
            settings.map(|settings| (settings.order_address.clone(), settings.rehearsal_address.clone()));
        Self { application, addresses }
    }

    fn rules(&self, at: DateTime<Utc>) -> Rules<'_> {
        let (catalogue, on) = (self.application.catalogue(), at.date_naive());
        Rules { catalogue, on, handle_suffix: &self.application.settings().handle_suffix }
    }

    /// The text as it is sent, by a passphrase.
    fn signed(&self, profile: &Profile, method: AuthMethod, draft: &Draft) -> Option<String> {
        let passphrase = SecretString::from(profile.passphrase.as_ref()?.value()?.clone());
        let signature = match method {
            AuthMethod::Plain => Signature::Plain(passphrase),
            AuthMethod::Md5 => Signature::Md5(passphrase),
            AuthMethod::Pgp | AuthMethod::Smime => return None,
        };
        let (to, _) = self.addresses.clone()?;
        let mail =
            write(draft, &signature, &Envelope { from: to.clone(), to }, journal::wall_clock()).ok()?;
        // What a person sends by a mail program of their own is the text alone.
        mail.split_once("\n\n").map(|(_, text)| text.to_owned())
    }
}

fn is_own(named: &str, account: AccountNumber, nichandle: &str) -> bool {
    named.eq_ignore_ascii_case(nichandle) || named == account.to_string()
}

fn mistake(complaint: Complaint) -> MailMistake {
    MailMistake { line: complaint.line, key: complaint.key, expected: complaint.expected }
}

#[async_trait]
impl MailDesk for MailAssistant {
    fn addresses(&self) -> Option<(String, String)> {
        self.addresses.as_ref().map(|(orders, rehearsals)| (orders.to_string(), rehearsals.to_string()))
    }

    fn draft(&self, profile: &Profile, method: AuthMethod, lines: &[(String, String)]) -> DraftedMail {
        let mut draft = Draft::default();
        for (key, value) in lines {
            draft.set(key.trim(), value);
        }
        draft.set("batch.version", "4.0");
        draft.set("batch.account", profile.nichandle.as_str());
        draft.set("batch.auth.method", method.as_str());
        let mistakes: Vec<_> =
            draft.mistakes(self.rules(self.application.clock().now())).into_iter().map(mistake).collect();
        let signed = mistakes.is_empty().then(|| self.signed(profile, method, &draft)).flatten();
        DraftedMail { text: draft.text(), mistakes, signed }
    }

    async fn rehearse(
        &self,
        account: AccountNumber,
        text: &str,
        ask: &Ask,
    ) -> Result<MailRehearsal, AskError> {
        let nichandle = self.application.account_sheet(account).await?.profile.nichandle;
        let named = Draft::read(text).ok().and_then(|draft| draft.get("batch.account").map(str::to_owned));
        if named.is_some_and(|named| !is_own(&named, account, nichandle.as_str())) {
            let expected = format!("your own account, {nichandle}: a mail is rehearsed for it alone");
            let other = MailMistake { line: None, key: "batch.account".to_owned(), expected };
            return Ok(MailRehearsal { mistakes: vec![other], ..MailRehearsal::default() });
        }
        let (mail, lines) = match instruction_of(text, account, self.rules(ask.cause.at)) {
            Ok(read) => read,
            Err(mistakes) => {
                let mistakes = mistakes.into_iter().map(mistake).collect();
                return Ok(MailRehearsal { mistakes, ..MailRehearsal::default() });
            }
        };
        let outcome = self.application.execute_batch_mail(mail, ask).await?;
        // No signature was looked at, so that nothing is said of one.
        let said = outcome.lines.into_iter().filter(|(key, _)| key != "signature");
        Ok(MailRehearsal {
            accepted: outcome.status == BatchStatus::Rehearsed,
            points: outcome.points.map(|points| Points(points.get())),
            results: said.map(|(key, value)| MailResult { key, value }).collect(),
            mistakes: outcome.mistakes.iter().map(|said| mistake(lines.complaint(said))).collect(),
        })
    }
}
