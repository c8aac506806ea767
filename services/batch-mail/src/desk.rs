//! The desk: mails are taken out of the inbox one after the other by several hands, read, considered, executed, answered.
//!
//! Every step may happen twice: a process that dies leaves its lease behind, and the next one finds what was made
//! durable. What is executed is executed under the mail's own key, and an answer is kept before it goes, so that a
//! second one is the same message.

mod decide;

use crate::answer::Answer;
use application::ports::MailError;
use application::{Application, AskError};
use domain_model::values::EmailAddress;
use journal::JournalError;
use journal::inbox::{ClaimedMail, Decided, MailLease};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// For so long a mail of a desk that has died waits; one that lives renews its leases well before.
const LEASE: Duration = Duration::from_secs(20);
/// How often a desk looks without having been woken.
const POLL: Duration = Duration::from_millis(500);
/// How often old mails are forgotten.
const TIDYING: Duration = Duration::from_secs(3_600);
const FORGOTTEN_AT_ONCE: u32 = 200;
/// So many times a mail may end the work on it without a word before it is put aside.
const ATTEMPTS: u32 = 5;

/// How a desk works.
#[derive(Clone, Debug)]
pub struct DeskSettings {
    /// Mails at once.
    pub hands: usize,
    /// Addresses of ours: nobody writes to us in our own name.
    pub own_addresses: Vec<EmailAddress>,
    /// So many days after its answer a mail is forgotten.
    pub keep_days: u16,
    /// In an hour so many mails that are not authentic are told to the account that they name: whoever forges them is not
    /// to fill the holder's mailbox.
    pub unproven_per_hour: u32,
}

/// Why a mail is not done with.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error(transparent)]
    Ask(#[from] AskError),
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error(transparent)]
    Mail(#[from] MailError),
    #[error("the kept answer cannot be read")]
    Answer(#[from] serde_json::Error),
}

/// A mail that is done with.
#[derive(Clone, Debug, PartialEq)]
pub struct Finished {
    /// `done`, or `aside`: it waits for a person.
    pub state: String,
    /// What became of it.
    pub fate: Option<String>,
    /// The lines for programs; empty where nothing is answered.
    pub lines: Vec<(String, String)>,
    /// What stood in the way.
    pub obstacle: Option<String>,
}

/// Deals with mails.
#[derive(Clone)]
pub struct Desk {
    application: Application,
    settings: DeskSettings,
}

impl Desk {
    /// A desk; it does nothing yet.
    pub fn new(application: Application, settings: DeskSettings) -> Self {
        Self { application, settings }
    }

    /// Deals with mails until told to stop; those in hand are finished first.
    pub async fn work(&self, name: &str, stop: CancellationToken) {
        let inbox = self.application.journal().inbox();
        let mut news = inbox.news();
        let mut in_hand = JoinSet::new();
        let mut tidied = tokio::time::interval(TIDYING);
        while !stop.is_cancelled() {
            while in_hand.try_join_next().is_some() {}
            let free = self.settings.hands.max(1).saturating_sub(in_hand.len());
            let claimed = match free {
                0 => vec![],
                free => inbox.claim(name, free as u32, LEASE).await.unwrap_or_else(|error| {
                    tracing::error!(error = %error, "batch mails could not be claimed; tried again");
                    vec![]
                }),
            };
            let idle = claimed.is_empty();
            for mail in claimed {
                let desk = self.clone();
                in_hand.spawn(async move { desk.deal_with(mail).await });
            }
            if idle {
                tokio::select! {
                    () = stop.cancelled() => {}
                    () = inbox.changed(&mut news, POLL) => {}
                    Some(_) = in_hand.join_next() => {}
                    _ = tidied.tick() => self.tidy().await,
                }
            }
        }
        while in_hand.join_next().await.is_some() {}
    }

    /// Waits until one mail is done with, and does the work where nobody else does. None: it is not done within `patience`.
    ///
    /// # Errors
    /// The database failed.
    pub async fn finish(
        &self,
        name: &str,
        id: Uuid,
        patience: Duration,
    ) -> Result<Option<Finished>, JournalError> {
        let inbox = self.application.journal().inbox();
        let begun = tokio::time::Instant::now();
        loop {
            if let Some(mail) = inbox.claim_one(name, id, LEASE).await? {
                self.deal_with(mail).await;
            }
            match inbox.record(id).await? {
                Some(record) if record.state == "done" || record.state == "aside" => {
                    let answer =
                        record.answer.and_then(|answer| serde_json::from_value::<Answer>(answer).ok());
                    return Ok(Some(Finished {
                        state: record.state,
                        fate: record.fate,
                        lines: answer.map(|answer| answer.said().machine.clone()).unwrap_or_default(),
                        obstacle: record.last_error,
                    }));
                }
                _ if begun.elapsed() > patience => return Ok(None),
                _ => tokio::time::sleep(POLL / 5).await,
            }
        }
    }

    /// One mail, from where it stands. What stands in its way is written down with it.
    async fn deal_with(&self, mail: ClaimedMail) {
        let lease = mail.lease.clone();
        let (attempts, failures) = (mail.attempts, mail.failures);
        if attempts > ATTEMPTS {
            return self.set_aside(&lease, "the work on it ended again and again without a word").await;
        }
        // On a task of its own: a mail that makes the work panic takes nobody along.
        let desk = self.clone();
        let mut working = tokio::spawn(async move { desk.go_on(mail).await });
        let worked = tokio::select! {
            worked = &mut working => worked,
            () = self.keep_lease(&lease) => {
                working.abort();
                tracing::warn!(mail = %lease.id, "the lease is lost; another desk goes on");
                return;
            }
        };
        let inbox = self.application.journal().inbox();
        let settled = match worked {
            Ok(Ok(fate)) => {
                tracing::info!(mail = %lease.id, %fate, "a batch mail is done with");
                inbox.done(&lease).await
            }
            Ok(Err(Trouble::Mail(error @ MailError::Never { .. }))) => {
                return self.set_aside(&lease, &error.to_string()).await;
            }
            Ok(Err(error @ Trouble::Answer(_))) => return self.set_aside(&lease, &chain(&error)).await,
            Ok(Err(error)) => {
                let why = chain(&error);
                tracing::warn!(mail = %lease.id, %why, "a batch mail is tried again later");
                inbox.retry(&lease, pause(failures), &why).await
            }
            Err(_) => {
                tracing::error!(mail = %lease.id, attempts, "the work on a batch mail panicked");
                inbox.give_back(&lease, pause(attempts), "the work on it panicked").await
            }
        };
        if let Err(error) = settled {
            tracing::warn!(mail = %lease.id, error = %error, "another desk takes the mail over");
        }
    }

    async fn go_on(&self, mail: ClaimedMail) -> Result<String, Trouble> {
        let inbox = self.application.journal().inbox();
        let (id, lease) = (mail.lease.id, mail.lease.clone());
        let decided = match mail.decided.clone() {
            Some(decided) => decided,
            None => {
                let (fate, account, answer) = self.decide(&mail).await?;
                let answer = answer.map(serde_json::to_value).transpose()?;
                let account = account.map(|account| account.get());
                let decided = Decided { fate: fate.to_owned(), account, answer };
                inbox.decided(&lease, &decided).await?;
                decided
            }
        };
        if let Some(answer) = decided.answer {
            let answer: Answer = serde_json::from_value(answer)?;
            self.application.mailer().send(&answer.letter(id)).await?;
        }
        Ok(decided.fate)
    }

    async fn set_aside(&self, lease: &MailLease, why: &str) {
        tracing::error!(mail = %lease.id, %why, "a batch mail waits for a person");
        if let Err(error) = self.application.journal().inbox().set_aside(lease, why).await {
            tracing::warn!(mail = %lease.id, error = %error, "another desk takes the mail over");
        }
    }

    /// Renews a lease for as long as it is ours; returns when it is not.
    async fn keep_lease(&self, lease: &MailLease) {
        loop {
            tokio::time::sleep(LEASE / 4).await;
            match self.application.journal().inbox().extend(lease, LEASE).await {
                Err(JournalError::LeaseLost { .. }) => return,
                Err(error) => tracing::warn!(error = %error, "a mail's lease was not renewed; tried again"),
                Ok(()) => {}
            }
        }
    }

    /// Forgets what is old enough.
    async fn tidy(&self) {
        let before = journal::wall_clock() - chrono::TimeDelta::days(self.settings.keep_days.into());
        let inbox = self.application.journal().inbox();
        loop {
            match inbox.forget(before, FORGOTTEN_AT_ONCE).await {
                Ok(count) if count == u64::from(FORGOTTEN_AT_ONCE) => {}
                Ok(_) => return,
                Err(error) => {
                    return tracing::warn!(error = %error, "old batch mails were not forgotten; tried again");
                }
            }
        }
    }
}

/// An error with what it comes from: only types of ours are printed, and none carries personal data.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let more = cause.to_string();
        if !text.ends_with(&more) {
            text.push_str(": ");
            text.push_str(&more);
        }
        source = cause.source();
    }
    text
}

/// Half a second, doubled at each failure, at most a minute.
fn pause(failures: u32) -> Duration {
    Duration::from_millis(500).saturating_mul(1 << failures.min(7)).min(Duration::from_secs(60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end() {
        assert_eq!(pause(0), Duration::from_millis(500));
        assert_eq!(pause(3), Duration::from_secs(4));
        assert_eq!(pause(1_000), Duration::from_secs(60));
    }
}
