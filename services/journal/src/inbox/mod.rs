//! The inbox: batch mails as they came, durable before their sender hears that they were taken.
//!
//! A mail is kept once, claimed by a lease with a fencing number (as jobs are), decided, answered and done; whoever
//! dies in between is followed by another, who finds what was made durable. What a mail says, and what was answered,
//! is sealed under a key of the mail's own, which is destroyed a while after the answer.

mod claim;
mod report;

pub use report::{InboxStanding, MailRecord};

use crate::error::JournalError;
use crate::journal::Journal;
use crate::stream::{all_partitions, partition_of};
use chrono::{DateTime, Utc};
use domain_model::values::{Purpose, SealOwner, Sealed};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::time::Duration;
use uuid::Uuid;

/// A mail to be kept.
#[derive(Clone)]
pub struct NewMail {
    /// Made by whoever takes the mail; keeping it twice under one id is once.
    pub id: Uuid,
    /// Sent to the rehearsal address.
    pub rehearsal: bool,
    /// When it came, by the registrar's clock.
    pub received_at: DateTime<Utc>,
    /// The envelope names no sender: it is a report on another mail.
    pub from_nobody: bool,
    /// The envelope's sender, where it is known.
    pub return_path: Option<String>,
    /// The network address that it came from, where there is one.
    pub address: Option<String>,
    /// Header and body, as they came.
    pub message: Vec<u8>,
}

/// What is sealed of a mail.
#[derive(Clone, Serialize, Deserialize)]
struct Contents {
    /// One character a byte: a mail is no text.
    message: String,
    return_path: Option<String>,
    address: Option<String>,
}

/// The right to deal with a mail until `until`, proven by the fencing number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailLease {
    /// The mail's partition.
    pub partition: i16,
    /// The mail.
    pub id: Uuid,
    /// Raised by every claim.
    pub fence: i64,
    /// When another process may take over, by the database's clock.
    pub until: DateTime<Utc>,
}

/// A mail that was claimed.
#[derive(Clone)]
pub struct ClaimedMail {
    /// To settle it with.
    pub lease: MailLease,
    /// Sent to the rehearsal address.
    pub rehearsal: bool,
    /// When it came, by the registrar's clock.
    pub received_at: DateTime<Utc>,
    /// The envelope names no sender.
    pub from_nobody: bool,
    /// The envelope's sender.
    pub return_path: Option<String>,
    /// The network address that it came from.
    pub address: Option<String>,
    /// Header and body; none where the key is gone.
    pub message: Option<Vec<u8>>,
    /// How often it was taken up without anything being said of it in the end, this time included.
    pub attempts: u32,
    /// How often the world failed on the way.
    pub failures: u32,
    /// What was decided, where only the answer is still to go.
    pub decided: Option<Decided>,
}

/// What was decided about a mail.
#[derive(Clone, Debug, PartialEq)]
pub struct Decided {
    /// One word: `executed`, `mistaken` …
    pub fate: String,
    /// Whose it turned out to be.
    pub account: Option<u64>,
    /// The answer, open; none is owed where absent, or it is forgotten.
    pub answer: Option<Value>,
}

/// The mails of a journal's database.
#[derive(Clone)]
pub struct Inbox(Journal);

impl Journal {
    /// The inbox.
    pub fn inbox(&self) -> Inbox {
        Inbox(self.clone())
    }
}

/// Whose key seals a mail.
fn owner(id: Uuid) -> SealOwner {
    SealOwner::new("batch-mail", id.simple(), Purpose::Mail)
}

fn partition(id: Uuid) -> i16 {
    partition_of("batch-mail", &id.simple().to_string())
}

/// A value as its sealed form is made from.
fn to_seal<T: Serialize>(id: Uuid, value: T) -> Result<Value, JournalError> {
    serde_json::to_value(Sealed::open(owner(id), value))
        .map_err(|source| JournalError::Unwritable { what: "a mail", source })
}

impl Inbox {
    /// Keeps mails, all or none: they are durable when this returns. One that is there already stays as it is.
    ///
    /// # Errors
    /// The database failed: nothing may be promised to the sender then.
    pub async fn keep(&self, mails: Vec<NewMail>) -> Result<(), JournalError> {
        if mails.is_empty() {
            return Ok(());
        }
        let mut columns = Columns::default();
        for mail in mails {
            let contents = Contents {
                message: mail.message.iter().copied().map(char::from).collect(),
                return_path: mail.return_path.clone(),
                address: mail.address,
            };
            columns.contents.push(self.0.vault().seal_json(to_seal(mail.id, contents)?).await?);
            columns.partitions.push(partition(mail.id));
            columns.ids.push(mail.id);
            columns.rehearsals.push(mail.rehearsal);
            columns.from_nobody.push(mail.from_nobody);
            columns.received.push(mail.received_at);
        }
        let columns = &columns;
        self.0
            .read(|connection, _| {
                let query = sqlx::query(
                    "insert into mail_inbox (partition, id, rehearsal, from_nobody, received_at, content)
                     select * from unnest($1::smallint[], $2::uuid[], $3::bool[], $4::bool[], $5::timestamptz[],
                         $6::json[])
                     on conflict do nothing",
                );
                let query = query.bind(&columns.partitions).bind(&columns.ids).bind(&columns.rehearsals);
                let query = query.bind(&columns.from_nobody).bind(&columns.received).bind(&columns.contents);
                Box::pin(query.execute(connection))
            })
            .await
            .map_err(JournalError::database("keeping a mail"))?;
        self.0.hub().mail_came();
        Ok(())
    }

    /// Waits until mails came somewhere, at most `poll`.
    pub async fn changed(&self, seen: &mut InboxNews, poll: Duration) {
        // A closed channel means that the journal is gone; the caller notices at its next claim.
        let _ = tokio::time::timeout(poll, seen.0.changed()).await;
    }

    /// What was heard so far: take it before claiming, so that nothing is missed in between.
    pub fn news(&self) -> InboxNews {
        InboxNews(self.0.hub().mails())
    }

    /// Destroys what is kept of mails that were settled before `before` (real time), at most so many, and says how many
    /// it was.
    ///
    /// # Errors
    /// The database or the erasure log failed.
    pub async fn forget(&self, before: DateTime<Utc>, most: u32) -> Result<u64, JournalError> {
        let ids: Vec<Uuid> = self
            .0
            .read(|connection, _| {
                let query = sqlx::query_scalar(
                    "select id from mail_inbox where state = 'done' and content is not null and settled_at < $1
                     order by settled_at limit $2",
                );
                Box::pin(query.bind(before).bind(i64::from(most)).fetch_all(connection))
            })
            .await
            .map_err(JournalError::database("looking for old mails"))?;
        self.destroy(ids).await
    }

    /// Destroys what is kept of an account's settled mails, and says how many it was: they may name somebody who is to be
    /// forgotten.
    ///
    /// # Errors
    /// The database or the erasure log failed.
    pub async fn forget_of(&self, account: u64) -> Result<u64, JournalError> {
        let account = i64::try_from(account).unwrap_or(i64::MAX);
        let ids: Vec<Uuid> = self
            .0
            .read(|connection, _| {
                let query = sqlx::query_scalar(
                    "select id from mail_inbox where account = $1 and state = 'done' and content is not null",
                );
                Box::pin(query.bind(account).fetch_all(connection))
            })
            .await
            .map_err(JournalError::database("looking for an account's mails"))?;
        self.destroy(ids).await
    }

    /// The key first: what is left without it is noise, also in a backup.
    async fn destroy(&self, ids: Vec<Uuid>) -> Result<u64, JournalError> {
        let count = ids.len() as u64;
        for id in ids {
            let owner = owner(id);
            self.0.vault().erase(&owner.owner, &[owner.purpose.as_str()]).await?;
            self.0
                .read(|connection, _| {
                    let query = sqlx::query(
                        "update mail_inbox set content = null, answer = null where partition = $1 and id = $2",
                    );
                    Box::pin(query.bind(partition(id)).bind(id).execute(connection))
                })
                .await
                .map_err(JournalError::database("forgetting a mail"))?;
        }
        Ok(count)
    }

    /// Opens a mail that was put aside again, from its first attempt. Answers whether it was aside.
    ///
    /// # Errors
    /// The database failed.
    pub async fn reopen(&self, id: Uuid) -> Result<bool, JournalError> {
        let partitions = all_partitions();
        let partitions = &partitions;
        let done = self
            .0
            .read(|connection, _| {
                let query = sqlx::query(
                    "update mail_inbox set state = case when fate is null then 'waiting' else 'answering' end,
                         claims = 0, failures = 0, not_before = '-infinity'
                     where partition = any($1) and id = $2 and state = 'aside'",
                );
                Box::pin(query.bind(partitions).bind(id).execute(connection))
            })
            .await
            .map_err(JournalError::database("opening a mail that was put aside"))?;
        self.0.hub().mail_came();
        Ok(done.rows_affected() > 0)
    }
}

#[derive(Default)]
struct Columns {
    partitions: Vec<i16>,
    ids: Vec<Uuid>,
    rehearsals: Vec<bool>,
    from_nobody: Vec<bool>,
    received: Vec<DateTime<Utc>>,
    contents: Vec<Value>,
}

/// What a desk has heard of.
pub struct InboxNews(tokio::sync::watch::Receiver<u64>);
