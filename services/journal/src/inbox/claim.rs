//! Mails under lease: claimed, decided, answered, tried again, put aside.

use super::{ClaimedMail, Contents, Decided, Inbox, MailLease, partition, to_seal};
use crate::error::JournalError;
use crate::stream::all_partitions;
use chrono::{DateTime, Utc};
use domain_model::values::Sealed;
use serde::Deserialize;
use serde_json::Value;
use sqlx::Row;
use sqlx::postgres::PgRow;
use std::time::Duration;
use uuid::Uuid;

const CLAIMED: &str = "mail_inbox.partition, mail_inbox.id, fence, lease_until, rehearsal, received_at, \
                       from_nobody, content, claims, failures, fate, account, answer";

impl Inbox {
    /// Claims up to `limit` mails for `lease`, those that wait longest first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn claim(
        &self,
        worker: &str,
        limit: u32,
        lease: Duration,
    ) -> Result<Vec<ClaimedMail>, JournalError> {
        self.claim_of(worker, None, limit, lease).await
    }

    /// Claims one mail, if it is to be had at this moment.
    ///
    /// # Errors
    /// The database failed.
    pub async fn claim_one(
        &self,
        worker: &str,
        id: Uuid,
        lease: Duration,
    ) -> Result<Option<ClaimedMail>, JournalError> {
        Ok(self.claim_of(worker, Some(id), 1, lease).await?.pop())
    }

    async fn claim_of(
        &self,
        worker: &str,
        id: Option<Uuid>,
        limit: u32,
        lease: Duration,
    ) -> Result<Vec<ClaimedMail>, JournalError> {
        let partitions = id.map_or_else(all_partitions, |id| vec![partition(id)]);
        let partitions = &partitions;
        let statement = format!(
            "update mail_inbox set lease_owner = $2, lease_until = now() + make_interval(secs => $3),
                 fence = fence + 1, claims = claims + 1
             from (select partition, id from mail_inbox
                   where partition = any($1) and ($5::uuid is null or id = $5)
                       and state in ('waiting', 'answering') and not_before <= now()
                       and (lease_until is null or lease_until < now())
                   order by kept_at limit $4 for update skip locked) as free
             where mail_inbox.partition = free.partition and mail_inbox.id = free.id
             returning {CLAIMED}"
        );
        let statement = &statement;
        // A repeat after a lost connection claims other mails; those of the first try come back with their lease.
        let rows = self
            .0
            .read(|connection, _| {
                let query = sqlx::query(statement).bind(partitions).bind(worker);
                let query = query.bind(lease.as_secs_f64()).bind(i64::from(limit)).bind(id);
                Box::pin(query.fetch_all(connection))
            })
            .await
            .map_err(JournalError::database("claiming mails"))?;
        let mut claimed = Vec::with_capacity(rows.len());
        for row in &rows {
            claimed.push(self.claimed(row).await?);
        }
        claimed.sort_by_key(|mail| (mail.received_at, mail.lease.id));
        Ok(claimed)
    }

    async fn claimed(&self, row: &PgRow) -> Result<ClaimedMail, JournalError> {
        let raw = Raw::read(row).map_err(JournalError::database("decoding a mail"))?;
        let contents: Option<Contents> = self.opened(raw.content).await?;
        let message = contents.as_ref().map(|contents| {
            // Every character stands for one byte.
            contents.message.chars().map(|one| u8::try_from(u32::from(one)).unwrap_or(b'?')).collect()
        });
        let decided = match raw.fate {
            None => None,
            Some(fate) => {
                let account = raw.account.map(i64::unsigned_abs);
                Some(Decided { fate, account, answer: self.opened(raw.answer).await? })
            }
        };
        Ok(ClaimedMail {
            lease: raw.lease,
            rehearsal: raw.rehearsal,
            received_at: raw.received_at,
            from_nobody: raw.from_nobody,
            return_path: contents.as_ref().and_then(|contents| contents.return_path.clone()),
            address: contents.and_then(|contents| contents.address),
            message,
            attempts: (raw.claims - raw.failures).max(0).unsigned_abs(),
            failures: raw.failures.unsigned_abs(),
            decided,
        })
    }

    /// What was sealed, if its key still exists.
    pub(super) async fn opened<T: serde::de::DeserializeOwned>(
        &self,
        sealed: Option<Value>,
    ) -> Result<Option<T>, JournalError> {
        let Some(sealed) = sealed else { return Ok(None) };
        let open = self.0.vault().open_json(sealed).await?;
        let value = Sealed::<T>::deserialize(open)
            .map_err(|source| JournalError::Undecodable { what: "a mail that was kept", source })?;
        Ok(match value {
            Sealed::Open { value, .. } => Some(value),
            Sealed::Closed(_) => None,
        })
    }

    /// What was decided is durable; the answer is to go. Deciding twice is once.
    ///
    /// # Errors
    /// [`JournalError::LeaseLost`], or the database failed.
    pub async fn decided(&self, lease: &MailLease, decided: &Decided) -> Result<(), JournalError> {
        let answer = match &decided.answer {
            Some(answer) => Some(self.0.vault().seal_json(to_seal(lease.id, answer)?).await?),
            None => None,
        };
        let change = "claims = 1, failures = 0, fate = coalesce(fate, $4), account = coalesce(account, $5), answer = coalesce(answer, $6::json), \
                      state = case when state = 'waiting' then 'answering' else state end";
        let account = decided.account.map(|account| i64::try_from(account).unwrap_or(i64::MAX));
        self.change(lease, change, Some(&decided.fate), account, answer, 0.0).await
    }

    /// All is said.
    ///
    /// # Errors
    /// [`JournalError::LeaseLost`], or the database failed.
    pub async fn done(&self, lease: &MailLease) -> Result<(), JournalError> {
        let change =
            "state = 'done', settled_at = now(), last_error = null, lease_owner = null, lease_until = null";
        self.change(lease, change, None, None, None, 0.0).await
    }

    /// The world failed; the next attempt comes after `pause`. The error is kept for people: nothing personal in it.
    ///
    /// # Errors
    /// [`JournalError::LeaseLost`], or the database failed.
    pub async fn retry(&self, lease: &MailLease, pause: Duration, error: &str) -> Result<(), JournalError> {
        let change = "failures = failures + 1, last_error = $4, not_before = now() + make_interval(secs => $7), \
                      lease_owner = null, lease_until = null";
        self.change(lease, change, Some(error), None, None, pause.as_secs_f64()).await
    }

    /// The work ended without a word; the next attempt comes after `pause`, and is counted.
    ///
    /// # Errors
    /// [`JournalError::LeaseLost`], or the database failed.
    pub async fn give_back(&self, lease: &MailLease, pause: Duration, why: &str) -> Result<(), JournalError> {
        let change = "last_error = $4, not_before = now() + make_interval(secs => $7), \
                      lease_owner = null, lease_until = null";
        self.change(lease, change, Some(why), None, None, pause.as_secs_f64()).await
    }

    /// Trying again would not help: the mail is put aside, visibly, until somebody decides.
    ///
    /// # Errors
    /// [`JournalError::LeaseLost`], or the database failed.
    pub async fn set_aside(&self, lease: &MailLease, error: &str) -> Result<(), JournalError> {
        let change = "state = 'aside', last_error = $4, lease_owner = null, lease_until = null";
        self.change(lease, change, Some(error), None, None, 0.0).await
    }

    /// Another span for a mail that takes longer.
    ///
    /// # Errors
    /// [`JournalError::LeaseLost`], or the database failed.
    pub async fn extend(&self, lease: &MailLease, span: Duration) -> Result<(), JournalError> {
        let change = "lease_until = now() + make_interval(secs => $7)";
        self.change(lease, change, None, None, None, span.as_secs_f64()).await
    }

    async fn change(
        &self,
        lease: &MailLease,
        change: &str,
        word: Option<&str>,
        account: Option<i64>,
        answer: Option<Value>,
        seconds: f64,
    ) -> Result<(), JournalError> {
        let statement = format!(
            "update mail_inbox set {change}
             where partition = $1 and id = $2 and fence = $3 and state in ('waiting', 'answering')
                 and ($4::text is null or true) and ($5::bigint is null or true)
                 and ($6::json is null or true) and ($7::float8 is null or true)"
        );
        let (statement, answer) = (&statement, &answer);
        let done = self
            .0
            .read(|connection, _| {
                let query = sqlx::query(statement).bind(lease.partition).bind(lease.id).bind(lease.fence);
                let query = query.bind(word).bind(account).bind(answer).bind(seconds);
                Box::pin(query.execute(connection))
            })
            .await
            .map_err(JournalError::database("settling a mail"))?;
        match done.rows_affected() {
            0 => Err(JournalError::LeaseLost { what: format!("mail {}", lease.id) }),
            _ => Ok(()),
        }
    }

    /// Takes every lease back, for whoever knows that no other process works on this database: after a crash nobody has
    /// to wait for the leases of the dead.
    ///
    /// # Errors
    /// The database failed.
    pub async fn free_all(&self) -> Result<u64, JournalError> {
        let freed = sqlx::query(
            "update mail_inbox set lease_owner = null, lease_until = null, fence = fence + 1
             where state in ('waiting', 'answering') and lease_owner is not null",
        )
        .execute(self.0.pool())
        .await;
        freed.map(|done| done.rows_affected()).map_err(JournalError::database("freeing leases of mails"))
    }
}

/// A row as it is stored.
struct Raw {
    lease: MailLease,
    rehearsal: bool,
    received_at: DateTime<Utc>,
    from_nobody: bool,
    content: Option<Value>,
    claims: i32,
    failures: i32,
    fate: Option<String>,
    account: Option<i64>,
    answer: Option<Value>,
}

impl Raw {
    fn read(row: &PgRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            lease: MailLease {
                partition: row.try_get(0)?,
                id: row.try_get(1)?,
                fence: row.try_get(2)?,
                until: row.try_get(3)?,
            },
            rehearsal: row.try_get(4)?,
            received_at: row.try_get(5)?,
            from_nobody: row.try_get(6)?,
            content: row.try_get(7)?,
            claims: row.try_get(8)?,
            failures: row.try_get(9)?,
            fate: row.try_get(10)?,
            account: row.try_get(11)?,
            answer: row.try_get(12)?,
        })
    }
}
