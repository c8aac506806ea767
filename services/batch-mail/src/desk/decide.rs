//! What is done about one mail, and who is told.

use super::{Desk, Trouble};
use crate::answer::{Answer, Moment, Said, asked};
use crate::consider::{Complaint, Lines, Verdict, consider};
use crate::message::{self, Message};
use application::{Ask, AskError, AskKey, BatchMail, BatchOutcome, BatchStatus, Refusal};
use chrono::TimeDelta;
use domain_model::values::{AccountNumber, EmailAddress, Referer};
use domain_model::{Actor, Cause, Channel};
use journal::inbox::ClaimedMail;

/// One word, whose mail it was, and the answer.
type Decision = (&'static str, Option<AccountNumber>, Option<Answer>);

/// What became of a mail, in one word each.
pub(super) mod fate {
    /// Authentic, and handed in: the answer says what came of it.
    pub const EXECUTED: &str = "executed";
    /// Authentic, with mistakes: nothing was done.
    pub const MISTAKEN: &str = "mistaken";
    /// Not authentic: nothing was done.
    pub const UNPROVEN: &str = "unproven";
    /// The same message as before: nothing was done, and nothing is answered.
    pub const SEEN: &str = "seen";
    /// No message that can be read.
    pub const UNREADABLE: &str = "unreadable";
    /// Its key is gone.
    pub const FORGOTTEN: &str = "forgotten";
}

impl Desk {
    /// Decides, and executes what is to be executed.
    pub(super) async fn decide(&self, mail: &ClaimedMail) -> Result<Decision, Trouble> {
        let Some(raw) = &mail.message else { return Ok((fate::FORGOTTEN, None, None)) };
        let message = match message::read(raw) {
            Ok(message) => message,
            Err(why) => {
                tracing::warn!(mail = %mail.lease.id, %why, "a batch mail cannot be read");
                return Ok((fate::UNREADABLE, None, None));
            }
        };
        let now = self.application.clock().now();
        match consider(&self.application, &message, mail.rehearsal, now).await? {
            Verdict::Authentic { mail: order, lines } => self.execute(mail, &message, *order, &lines).await,
            Verdict::Mistaken { account, referer, mistakes } => {
                let said = not_done(true, referer, mistakes);
                let to = self.sender_of(mail, &message);
                let answer = self.answer(said, &message, account, to).await?;
                Ok((fate::MISTAKEN, Some(account), answer))
            }
            Verdict::NotAuthentic { account: None, .. } => Ok((fate::UNPROVEN, None, None)),
            Verdict::NotAuthentic { account: Some(account), referer, mistakes } => {
                // What quotes somebody else's mail is no attempt at an order: nobody is alarmed.
                if self.is_loop(mail, &message) || self.is_flooded(account).await? {
                    return Ok((fate::UNPROVEN, Some(account), None));
                }
                let said = not_done(false, referer, mistakes);
                let holder = self.application.correspondent(account).await?;
                let to = holder.and_then(|holder| holder.email);
                let answer = self.answer(said, &message, account, to).await?;
                Ok((fate::UNPROVEN, Some(account), answer))
            }
        }
    }

    async fn execute(
        &self,
        mail: &ClaimedMail,
        message: &Message,
        order: BatchMail,
        lines: &Lines,
    ) -> Result<Decision, Trouble> {
        let (account, referer) = (order.account, order.referer.clone());
        let asked = Some(asked(&order.instruction));
        let ask = self.ask(mail, &order);
        let outcome = match self.application.execute_batch_mail(order, &ask).await {
            Ok(outcome) => outcome,
            Err(AskError::Refused(refusal)) => refused_whole(&refusal),
            Err(error) => return Err(error.into()),
        };
        if outcome.silent {
            return Ok((fate::SEEN, Some(account), None));
        }
        let complaints = outcome.mistakes.iter().map(|mistake| lines.complaint(mistake)).collect();
        let said = Said { proven: true, referer, asked, outcome, complaints };
        let to = self.sender_of(mail, message);
        let answer = self.answer(said, message, account, to).await?;
        Ok((fate::EXECUTED, Some(account), answer))
    }

    /// The same mail is the same request, however often it is taken up.
    fn ask(&self, mail: &ClaimedMail, order: &BatchMail) -> Ask {
        let id = mail.lease.id;
        let actor = Actor::Reseller(order.account);
        let mut cause = Cause::new(actor, Channel::BatchMail, self.application.clock().now(), id);
        cause.address.clone_from(&mail.address);
        Ask::new(cause).under(Some(AskKey {
            scope: format!("batch-mail/{}", order.account),
            key: id.simple().to_string(),
            fingerprint: order.content.to_string(),
        }))
    }

    /// Where whoever sent a mail is answered; nowhere where an answer could go round in a loop (RFC 3834, section 2).
    fn sender_of(&self, mail: &ClaimedMail, message: &Message) -> Option<EmailAddress> {
        if self.is_loop(mail, message) {
            tracing::info!(mail = %mail.lease.id, "a batch mail is not answered: a program, a list or nobody sent it");
            return None;
        }
        message.reply_to.clone().or_else(|| message.from.clone())
    }

    fn is_loop(&self, mail: &ClaimedMail, message: &Message) -> bool {
        let ours = |address: &EmailAddress| {
            self.settings.own_addresses.iter().any(|own| own.lookup_form() == address.lookup_form())
        };
        let returned = mail.return_path.as_deref().and_then(|path| EmailAddress::parse(path).ok());
        let named = [message.from.as_ref(), message.reply_to.as_ref(), returned.as_ref()];
        mail.from_nobody || message.automatic.is_some() || named.into_iter().flatten().any(ours)
    }

    /// The account was told of enough forged mails for now.
    async fn is_flooded(&self, account: AccountNumber) -> Result<bool, Trouble> {
        let since = journal::wall_clock() - TimeDelta::hours(1);
        let inbox = self.application.journal().inbox();
        let told = inbox.answered_since(account.get(), fate::UNPROVEN, since).await?;
        Ok(told >= u64::from(self.settings.unproven_per_hour))
    }

    async fn answer(
        &self,
        said: Said,
        message: &Message,
        account: AccountNumber,
        to: Option<EmailAddress>,
    ) -> Result<Option<Answer>, Trouble> {
        let Some(to) = to else { return Ok(None) };
        let Some(holder) = self.application.correspondent(account).await? else { return Ok(None) };
        let at = Moment { written: self.application.clock().now(), signed: journal::wall_clock() };
        Ok(Some(Answer::new(said, message, to, holder, at)))
    }
}

fn not_done(proven: bool, referer: Option<Referer>, complaints: Vec<Complaint>) -> Said {
    Said { proven, referer, asked: None, outcome: BatchOutcome::new(BatchStatus::Refused), complaints }
}

/// A refusal that is about no key in particular.
fn refused_whole(refusal: &Refusal) -> BatchOutcome {
    let mistake = application::BatchMistake { key: "batch.type".to_owned(), expected: refusal.to_string() };
    BatchOutcome { mistakes: vec![mistake], ..BatchOutcome::new(BatchStatus::Refused) }
}
