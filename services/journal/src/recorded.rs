//! Events as they are stored.

use crate::chain::{EventHash, Link};
use crate::error::JournalError;
use crate::stream::{Cursor, StreamId};
use crate::text::Text;
use crate::upcast::Upcasters;
use crate::vault::{Metadata, Vault, may_be_sealed};
use chrono::{DateTime, Utc};
use domain_model::Cause;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sqlx::Row;
use sqlx::postgres::PgRow;
use uuid::Uuid;

/// One event of the journal, upcast to today's shape, its sealed values still sealed.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// The stream that it belongs to.
    pub stream: StreamId,
    /// Its number in the stream, from 1, without gaps.
    pub sequence: i64,
    /// The event's name, the variant of the aggregate's event enum.
    pub event_type: Text,
    /// The version of its shape.
    pub event_version: Text,
    /// The event as JSON text.
    pub payload: Text,
    /// The cause as JSON text: a flat object of strings.
    pub metadata: Text,
    /// When it was written, by the real clock. When it happened is in its cause.
    pub recorded_at: DateTime<Utc>,
    /// Its place in its partition.
    pub cursor: Cursor,
    /// The command that it was decided on.
    pub command_id: Uuid,
    /// Its link in the stream's chain.
    pub hash: EventHash,
}

/// Every column, in the order that [`Recorded::from_row`] reads; the table must be called `e`. Nothing is cast: a
/// replay would pay for it at every event.
pub(crate) const COLUMNS: &str = "e.partition, e.epoch, e.xid, e.position, e.aggregate_type, e.aggregate_id, \
    e.sequence, e.event_type, e.event_version, e.payload, e.metadata, e.recorded_at, e.command_id, e.hash";

impl Recorded {
    /// Decodes a row of [`COLUMNS`] as it is stored.
    pub(crate) fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        let hash: &[u8] = row.try_get(13)?;
        Ok(Self {
            cursor: Cursor {
                partition: row.try_get(0)?,
                epoch: row.try_get(1)?,
                xid: transaction_id(row, 2)?,
                position: row.try_get(3)?,
            },
            stream: StreamId::new(row.try_get(4)?, row.try_get(5)?),
            sequence: row.try_get(6)?,
            event_type: Text::from(row.try_get::<&str, _>(7)?),
            event_version: Text::from(row.try_get::<&str, _>(8)?),
            // On the wire `json` is its text.
            payload: Text::from(row.try_get_unchecked::<&str, _>(9)?),
            metadata: Text::from(row.try_get_unchecked::<&str, _>(10)?),
            recorded_at: row.try_get(11)?,
            command_id: row.try_get(12)?,
            hash: hash.try_into().map_err(|error| sqlx::Error::Decode(Box::new(error)))?,
        })
    }

    pub(crate) fn from_rows(rows: &[PgRow], upcasters: &Upcasters) -> Result<Vec<Self>, sqlx::Error> {
        rows.iter()
            .map(|row| {
                let mut event = Self::from_row(row)?;
                event.upcast(upcasters).map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
                Ok(event)
            })
            .collect()
    }

    pub(crate) fn upcast(&mut self, upcasters: &Upcasters) -> Result<(), serde_json::Error> {
        if upcasters.applies(&self.event_type, &self.event_version) {
            let payload = serde_json::from_str(&self.payload)?;
            let (version, payload) = upcasters.upcast(&self.event_type, &self.event_version, payload);
            self.event_version = version.into();
            self.payload = payload.to_string().into();
        }
        Ok(())
    }

    /// The hash that the chain asks for, from what is stored (not upcast).
    pub(crate) fn expected_hash(&self, previous: &EventHash) -> EventHash {
        Link {
            partition: self.cursor.partition,
            recorded_at: self.recorded_at,
            command_id: self.command_id,
            stream: &self.stream,
            sequence: self.sequence,
            event_type: &self.event_type,
            event_version: &self.event_version,
            payload: &self.payload,
            metadata: &self.metadata,
        }
        .hash(previous)
    }

    /// The event, its sealed values closed.
    ///
    /// # Errors
    /// The payload does not have the shape of `E`.
    pub fn decode<E: DeserializeOwned>(&self) -> Result<E, JournalError> {
        serde_json::from_str(&self.payload).map_err(|source| self.unreadable(source))
    }

    /// The event, its sealed values open as far as their keys exist.
    ///
    /// # Errors
    /// The payload does not have the shape of `E`, or the vault failed.
    pub async fn open<E: DeserializeOwned>(&self, vault: &Vault) -> Result<E, JournalError> {
        if !may_be_sealed(&self.payload) {
            return self.decode();
        }
        serde_json::from_value(self.open_payload(vault).await?).map_err(|source| self.unreadable(source))
    }

    /// The payload as JSON, its sealed values open as far as their keys exist.
    ///
    /// # Errors
    /// The payload is not JSON, or the vault failed.
    pub async fn open_payload(&self, vault: &Vault) -> Result<Value, JournalError> {
        Ok(vault.open_json(self.payload()?).await?)
    }

    /// The payload as JSON, its sealed values closed.
    ///
    /// # Errors
    /// The payload is not JSON.
    pub fn payload(&self) -> Result<Value, JournalError> {
        self.decode()
    }

    /// The metadata, its sealed values closed.
    ///
    /// # Errors
    /// The metadata is not a flat object of strings.
    pub fn metadata(&self) -> Result<Metadata, JournalError> {
        serde_json::from_str(&self.metadata).map_err(|source| self.unreadable(source))
    }

    /// Why it happened; a sealed address reads as absent.
    ///
    /// # Errors
    /// The metadata is not that of a cause.
    pub fn cause(&self) -> Result<Cause, JournalError> {
        let custom = |error| self.unreadable(<serde_json::Error as serde::de::Error>::custom(error));
        Cause::from_metadata(&self.metadata()?).map_err(custom)
    }

    /// Why it happened, the address readable as far as its key exists.
    ///
    /// # Errors
    /// The metadata is not that of a cause, or the vault failed.
    pub async fn open_cause(&self, vault: &Vault) -> Result<Cause, JournalError> {
        let metadata = vault.open_metadata(self.metadata()?).await?;
        let custom = |error| self.unreadable(<serde_json::Error as serde::de::Error>::custom(error));
        Cause::from_metadata(&metadata).map_err(custom)
    }

    fn unreadable(&self, source: serde_json::Error) -> JournalError {
        JournalError::Unreadable { stream: self.stream.clone(), sequence: self.sequence, source }
    }
}

/// An `xid8`, a type that the driver does not know: eight octets.
fn transaction_id(row: &PgRow, column: usize) -> Result<i64, sqlx::Error> {
    let value = row.try_get_raw(column)?;
    let octets = value.as_bytes().map_err(sqlx::Error::Decode)?;
    let octets = octets.try_into().map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
    Ok(i64::from_be_bytes(octets))
}
