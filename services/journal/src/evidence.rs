//! Documents that were shown as evidence, kept beside the journal: events name them by their digests.

use crate::error::JournalError;
use crate::journal::Journal;
use crate::stream::StreamId;
use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::FromRow;

/// A document to be kept.
#[derive(Clone, Debug)]
pub struct NewDocument {
    /// SHA-256, hexadecimal.
    pub digest: String,
    /// What it is shown for.
    pub stream: StreamId,
    /// `application/pdf`, `image/jpeg` or `image/png`.
    pub media_type: &'static str,
    /// In octets.
    pub size: u32,
    /// Name and octets, to be sealed.
    pub content: Value,
    /// Who gives it.
    pub login: String,
}

/// A document that is kept. The content stays sealed.
#[derive(Clone, Debug, FromRow)]
pub struct KeptDocument {
    /// SHA-256, hexadecimal.
    pub digest: String,
    /// `application/pdf`, `image/jpeg` or `image/png`.
    pub media_type: String,
    /// In octets.
    pub size: i32,
    /// Name and octets, sealed.
    pub content: Value,
}

impl Journal {
    /// Keeps a document; one that is there already is there for longer, and stays as it is once an event names it.
    /// Durable when it returns.
    ///
    /// # Errors
    /// The person was erased, or the database failed.
    pub async fn keep_document(&self, document: NewDocument) -> Result<(), JournalError> {
        let content = self.vault().seal_json(document.content).await?;
        sqlx::query(
            "insert into evidence_documents
                 (digest, aggregate_type, aggregate_id, media_type, size, content, login, kept_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8)
             on conflict (aggregate_type, aggregate_id, digest)
             do update set kept_at = excluded.kept_at, content = case when exists (select from events as e
                 where e.aggregate_type = excluded.aggregate_type and e.aggregate_id = excluded.aggregate_id
                   and position(excluded.digest in e.payload::text) > 0)
                 then evidence_documents.content else excluded.content end",
        )
        .bind(document.digest)
        .bind(document.stream.aggregate_type())
        .bind(document.stream.aggregate_id())
        .bind(document.media_type)
        .bind(i32::try_from(document.size).unwrap_or(i32::MAX))
        .bind(content)
        .bind(document.login)
        .bind(crate::wall_clock())
        .execute(self.pool())
        .await
        .map_err(JournalError::database("keeping a document"))?;
        Ok(())
    }

    /// An event is about to name a document: for a while it is not taken away.
    ///
    /// # Errors
    /// The database failed.
    pub async fn hold_document(&self, stream: &StreamId, digest: &str) -> Result<(), JournalError> {
        sqlx::query(
            "update evidence_documents set kept_at = $4
             where aggregate_type = $1 and aggregate_id = $2 and digest = $3 and not named",
        )
        .bind(stream.aggregate_type())
        .bind(stream.aggregate_id())
        .bind(digest)
        .bind(crate::wall_clock())
        .execute(self.pool())
        .await
        .map_err(JournalError::database("holding a document"))?;
        Ok(())
    }

    /// Whether a document that was shown for a stream is kept.
    ///
    /// # Errors
    /// The database failed.
    pub async fn has_document(&self, stream: &StreamId, digest: &str) -> Result<bool, JournalError> {
        sqlx::query_scalar(
            "select exists (select from evidence_documents
             where aggregate_type = $1 and aggregate_id = $2 and digest = $3)",
        )
        .bind(stream.aggregate_type())
        .bind(stream.aggregate_id())
        .bind(digest)
        .fetch_one(self.pool())
        .await
        .map_err(JournalError::database("looking for a document"))
    }

    /// A document that was shown for a stream.
    ///
    /// # Errors
    /// The database failed.
    pub async fn document(
        &self,
        stream: &StreamId,
        digest: &str,
    ) -> Result<Option<KeptDocument>, JournalError> {
        sqlx::query_as(
            "select digest, media_type, size, content from evidence_documents
             where aggregate_type = $1 and aggregate_id = $2 and digest = $3",
        )
        .bind(stream.aggregate_type())
        .bind(stream.aggregate_id())
        .bind(digest)
        .fetch_optional(self.pool())
        .await
        .map_err(JournalError::database("reading a document"))
    }

    /// Takes away the documents that no event names and that were kept before a moment; how many.
    ///
    /// # Errors
    /// The database failed.
    pub async fn forget_documents(&self, kept_before: DateTime<Utc>) -> Result<u64, JournalError> {
        let failed = || JournalError::database("taking documents away that nothing names");
        // Digests stand open in events, and a stream about a vote is short.
        const NAMED: &str = "exists (select from events as e
            where e.aggregate_type = d.aggregate_type and e.aggregate_id = d.aggregate_id
              and position(d.digest in e.payload::text) > 0)";
        let mark = format!(
            "update evidence_documents as d set named = true where not d.named and d.kept_at < $1 and {NAMED}"
        );
        sqlx::query(&mark).bind(kept_before).execute(self.pool()).await.map_err(failed())?;
        // Whoever is about to name one has said so first, and waits for this row or is waited for.
        let forget = format!(
            "delete from evidence_documents as d where not d.named and d.kept_at < $1 and not {NAMED}"
        );
        let gone = sqlx::query(&forget).bind(kept_before).execute(self.pool()).await.map_err(failed())?;
        Ok(gone.rows_affected())
    }
}
