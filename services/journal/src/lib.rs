//! The journal: an event store on PostgreSQL.
//!
//! Streams of events are appended to, loaded and followed; nothing in them is ever changed. A unit of work decides
//! over several streams and becomes durable in one transaction, together with the jobs that it asks for and the
//! answer that it gives. Followers read in commit order and never miss an event that commits late. Personal data is
//! sealed per person and purpose, and every event is chained to the one before it.

mod append;
mod archive;
pub mod audit;
mod cache;
mod chain;
pub mod cluster;
mod connections;
mod copied;
mod ends;
mod error;
mod event_store;
mod evidence;
mod files;
pub mod follow;
mod hub;
mod idempotency;
pub mod inbox;
mod inspect;
pub mod jobs;
mod journal;
mod kind;
mod lines;
mod loading;
mod messages;
mod migrate;
mod news;
mod numbers;
mod operator_log;
mod recorded;
pub mod settings;
mod snapshot;
mod stream;
mod tail;
#[doc(hidden)]
pub mod test_support;
mod text;
mod transact;
mod unit;
mod upcast;
pub mod vault;
mod writer;

pub use archive::{Archive, ArchiveError, ArchiveState, Archived};
pub use chain::{EventHash, GENESIS};
pub use error::{JournalError, TransactError};
pub use evidence::{KeptDocument, NewDocument};
pub use idempotency::{IdempotencyKey, Remembered};
pub use inbox::Inbox;
pub use inspect::{Inspection, Schema};
pub use jobs::{Job, Jobs, Lease, NewJob};
pub use journal::{Journal, JournalConfig, Loaded};
pub use messages::{PollFate, StoredMessage, WaitingMessage};
pub use migrate::{Holding, MigrateOptions, empty_demo, holding, migrate, raise_epoch};
pub use numbers::Sequence;
pub use operator_log::{Act, LogEntry, LogFilter, Noted};
pub use recorded::Recorded;
pub use stream::{Cursor, PARTITIONS, StreamId, partition_of};
pub use tail::Tail;
pub use text::Text;
pub use unit::{Committed, Decided, Streams, Unit};
pub use upcast::Upcasters;
pub use vault::{MasterKey, MasterKeySource, Vault, VaultConfig, VaultError};
pub use writer::{WriterConfig, WriterStatistics};

/// The real time, to the microsecond, which is what the database keeps. For leases, the time of record and erasures;
/// what the business calls now comes from its own clock.
#[expect(clippy::disallowed_methods, reason = "the one place where the journal reads the clock")]
pub fn wall_clock() -> chrono::DateTime<chrono::Utc> {
    use chrono::SubsecRound;
    chrono::Utc::now().trunc_subsecs(6)
}
