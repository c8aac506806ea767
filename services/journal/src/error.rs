//! What can go wrong with the journal itself. What the business refuses is not here: see
//! [`TransactError::Refused`].

use crate::stream::StreamId;
use uuid::Uuid;

/// The world failed.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The database refused or could not be reached.
    #[error("{doing}")]
    Database {
        /// What was being done.
        doing: &'static str,
        /// The driver's error.
        #[source]
        source: sqlx::Error,
    },
    /// A migration failed.
    #[error("migrating the journal")]
    Migrate(#[source] sqlx::migrate::MigrateError),
    /// A stored event or snapshot does not have the shape that its type asks for.
    #[error("reading event {sequence} of {stream}")]
    Unreadable {
        /// The stream.
        stream: StreamId,
        /// The event's number in the stream.
        sequence: i64,
        /// What the decoder said.
        #[source]
        source: serde_json::Error,
    },
    /// A value to be stored cannot be written as JSON.
    #[error("writing {what} as JSON")]
    Unwritable {
        /// The value.
        what: &'static str,
        /// What the encoder said.
        #[source]
        source: serde_json::Error,
    },
    /// What was kept beside the events does not have the shape that it was kept in.
    #[error("reading {what}")]
    Undecodable {
        /// The value.
        what: &'static str,
        /// What the decoder said.
        #[source]
        source: serde_json::Error,
    },
    /// An event is missing in the middle of a stream: the journal was tampered with or badly restored.
    #[error("{stream} has a gap: event {expected} is missing")]
    Gap {
        /// The stream.
        stream: StreamId,
        /// The number that should be there.
        expected: i64,
    },
    /// Keys, sealing, erasure.
    #[error(transparent)]
    Vault(#[from] crate::vault::VaultError),
    /// A job's or a partition's lease has passed to another worker.
    #[error("the lease of {what} was lost to another worker")]
    LeaseLost {
        /// What was leased.
        what: String,
    },
    /// A follower's own code failed; the event is tried again.
    #[error("follower {follower} at {at}")]
    Follower {
        /// The follower's name.
        follower: String,
        /// The first event of the batch.
        at: String,
        /// What it said.
        #[source]
        source: crate::follow::FollowerError,
    },
    /// A view did not catch up in time.
    #[error("follower {follower} has not reached the cursor in time")]
    NotYet {
        /// The follower's name.
        follower: String,
    },
    /// The journal is shutting down.
    #[error("the journal's writer has stopped")]
    Stopped,
}

impl JournalError {
    pub(crate) fn database(doing: &'static str) -> impl FnOnce(sqlx::Error) -> Self {
        move |source| Self::Database { doing, source }
    }
}

/// Why a unit of work was not, or not certainly, appended. `R` is the refusal of the closure.
#[derive(Debug, thiserror::Error)]
pub enum TransactError<R> {
    /// The business says no, on a state that was checked against the database.
    #[error(transparent)]
    Refused(R),
    /// The idempotency key is taken: here is the answer that the first request got.
    #[error("the idempotency key was used before")]
    AlreadyRemembered(crate::idempotency::Remembered),
    /// The command id is taken: this is what the first call appended.
    #[error("command {command_id} was executed before")]
    AlreadyCommitted {
        /// The command.
        command_id: Uuid,
        /// Its events, sealed values sealed.
        events: Vec<crate::recorded::Recorded>,
    },
    /// Other processes kept winning.
    #[error("gave up on {streams} after {attempts} conflicts with other writers")]
    Contended {
        /// The streams, comma-separated.
        streams: String,
        /// How often it was tried.
        attempts: u32,
    },
    /// The connection was lost while committing and the database could not be asked within the writer's patience.
    /// A repeat under the same command id or idempotency key is safe.
    #[error("the outcome of command {command_id} is unknown")]
    OutcomeUnknown {
        /// The command.
        command_id: Uuid,
        /// The last failure.
        #[source]
        source: sqlx::Error,
    },
    /// The world failed.
    #[error(transparent)]
    Journal(#[from] JournalError),
}

/// What a failure of a statement means for the transaction that it stood in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Rolled back: a row with this key exists.
    Duplicate,
    /// Rolled back, and may pass if repeated.
    Transient,
    /// Rolled back, and would fail again.
    Rejected,
    /// The connection is gone: nobody knows.
    Unknown,
}

/// Classifies by SQLSTATE; everything that is not an answer of the server is a lost connection.
pub(crate) fn fate(error: &sqlx::Error) -> Fate {
    let sqlx::Error::Database(database) = error else {
        return match error {
            sqlx::Error::Encode(_) | sqlx::Error::ColumnDecode { .. } | sqlx::Error::RowNotFound => {
                Fate::Rejected
            }
            _ => Fate::Unknown,
        };
    };
    match database.code().as_deref().unwrap_or_default() {
        "23505" => Fate::Duplicate,
        // Serialisation failure, deadlock, lock not available, cancelled by timeout, read-only (a failover).
        "40001" | "40P01" | "55P03" | "57014" | "25006" => Fate::Transient,
        // Shutting down or starting up, terminated: the commit may or may not have happened.
        code if code.starts_with("57P") || code.starts_with("08") => Fate::Unknown,
        // Out of connections, memory or disk.
        code if code.starts_with("53") => Fate::Transient,
        _ => Fate::Rejected,
    }
}
