//! Personal data and secrets: sealed per person and purpose, readable while the key exists, gone with it.
//!
//! Data keys stand in `seal_keys`, wrapped by a master key from outside the database. A data key is durable before
//! the event that uses it. Erasing a person deletes keys, leaves a tombstone, and writes a line to a log outside
//! the database, from which a restore repeats the erasure.
//!
//! **Sealing for an erased person** is refused ([`VaultError::Erased`]): nothing may quietly come back. Where the
//! same person returns on purpose, [`Vault::begin_new_life`] allows a new key from then on; what was sealed before
//! stays closed, because it names the destroyed key.

mod cipher;
mod erase;
mod keys;
mod master;
mod walk;

pub(crate) use erase::ERASED_CHANNEL;
pub use erase::Erasure;
pub use master::{MasterKey, MasterKeySource};
pub use walk::Metadata;
pub(crate) use walk::{may_be_open, may_be_sealed};

use crate::connections::Connections;
use cipher::DataKey;
use serde_json::Value;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use walk::Whose;

/// Keys, sealing and erasure failed.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The person was erased for this purpose.
    #[error("{owner} was erased for purpose {purpose}")]
    Erased {
        /// Who, as `kind:identity`.
        owner: String,
        /// For what.
        purpose: String,
    },
    /// The master key cannot be used.
    #[error("master key: {0}")]
    Master(String),
    /// A data key was wrapped by a master key that was not given.
    #[error("data key {key} needs master key {master}, which was not given")]
    UnknownMaster {
        /// The data key.
        key: String,
        /// The master key's id.
        master: String,
    },
    /// A stored key does not unwrap: it was changed.
    #[error("data key {0} is damaged")]
    Damaged(String),
    /// The value is too large for the cipher (256 GiB).
    #[error("the value is too large to be sealed")]
    Oversized,
    /// The system has no randomness.
    #[error("reading randomness")]
    Randomness(#[source] getrandom::Error),
    /// The value is not JSON.
    #[error("the value to be sealed is not JSON")]
    Json(#[source] serde_json::Error),
    /// The database failed.
    #[error("{doing}")]
    Database {
        /// What was being done.
        doing: &'static str,
        /// The driver's error.
        #[source]
        source: sqlx::Error,
    },
    /// A file failed.
    #[error("{}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
}

fn database(doing: &'static str) -> impl FnOnce(sqlx::Error) -> VaultError {
    move |source| VaultError::Database { doing, source }
}

/// What the vault needs.
#[derive(Clone, Debug)]
pub struct VaultConfig {
    /// Wraps new keys.
    pub master: MasterKey,
    /// Older master keys, still needed for keys that were not wrapped anew (see [`Vault::rewrap`]).
    pub former_masters: Vec<MasterKey>,
    /// Where erasures are written down, outside the database and its backups.
    pub erasure_log: PathBuf,
}

/// Seals and opens.
#[derive(Clone)]
pub struct Vault(Arc<Inner>);

struct Inner {
    connections: Connections,
    patience: Duration,
    config: VaultConfig,
    /// A key that is gone is remembered too, for as short.
    by_id: moka::sync::Cache<String, Option<Arc<DataKey>>>,
    by_owner: moka::sync::Cache<Whose, Arc<DataKey>>,
    /// Raised by every erasure: what was opened before is not served after.
    generation: AtomicU64,
    mac_root: Arc<DataKey>,
}

const CACHED_KEYS: u64 = 100_000;
/// How long another process may still use an erased key if it misses the notification.
const CACHED_FOR: Duration = Duration::from_secs(30);
const SERVER: (&str, &str) = ("server", "mac");

impl Vault {
    pub(crate) async fn open(
        connections: Connections,
        patience: Duration,
        config: VaultConfig,
    ) -> Result<Self, VaultError> {
        let cache = || moka::sync::Cache::builder().max_capacity(CACHED_KEYS).time_to_live(CACHED_FOR);
        let mut inner = Inner {
            connections,
            patience,
            config,
            by_id: cache().build(),
            by_owner: moka::sync::Cache::builder().max_capacity(CACHED_KEYS).time_to_live(CACHED_FOR).build(),
            generation: AtomicU64::new(0),
            mac_root: Arc::new(DataKey::generate(SERVER.0, SERVER.1)?),
        };
        let whose = (SERVER.0.to_owned(), SERVER.1.to_owned());
        inner.mac_root =
            inner.key_for(&whose).await?.ok_or(VaultError::Erased { owner: whose.0, purpose: whose.1 })?;
        let vault = Self(Arc::new(inner));
        vault.replay_erasures().await?;
        Ok(vault)
    }

    /// Seals every open value in `value`.
    ///
    /// # Errors
    /// [`VaultError::Erased`], or the database failed while a key was fetched or made.
    pub async fn seal_json(&self, mut value: Value) -> Result<Value, VaultError> {
        let mut found = vec![];
        walk::owners(&value, &mut found);
        if !found.is_empty() {
            let keys = self.0.sealing_keys(found).await?;
            walk::seal(&mut value, &keys)?;
        }
        Ok(value)
    }

    /// As [`Vault::seal_json`], on JSON text; a text without open values is returned as it is.
    ///
    /// # Errors
    /// As [`Vault::seal_json`], or the text is not JSON.
    pub async fn seal_text(&self, text: String) -> Result<String, VaultError> {
        if !may_be_open(&text) {
            return Ok(text);
        }
        let value = serde_json::from_str(&text).map_err(VaultError::Json)?;
        Ok(self.seal_json(value).await?.to_string())
    }

    /// Opens every sealed value whose key still exists; the others stay closed.
    ///
    /// # Errors
    /// The database failed, or a key cannot be unwrapped.
    pub async fn open_json(&self, value: Value) -> Result<Value, VaultError> {
        let mut one = [value];
        self.open_all(one.iter_mut()).await?;
        let [value] = one;
        Ok(value)
    }

    /// As [`Vault::open_json`], fetching the keys of many values at once.
    pub(crate) async fn open_all<'v>(
        &self,
        values: impl Iterator<Item = &'v mut Value>,
    ) -> Result<(), VaultError> {
        let mut values: Vec<_> = values.collect();
        let mut ids = vec![];
        values.iter().for_each(|value| walk::key_ids(value, &mut ids));
        if ids.is_empty() {
            return Ok(());
        }
        let keys = self.0.opening_keys(ids).await?;
        values.iter_mut().for_each(|value| walk::open(value, &keys));
        Ok(())
    }

    /// Seals metadata; values of erased persons are stored closed.
    ///
    /// # Errors
    /// The database failed.
    pub async fn seal_metadata(&self, mut metadata: Metadata) -> Result<Metadata, VaultError> {
        let mut found = vec![];
        walk::metadata_owners(&metadata, &mut found);
        if !found.is_empty() {
            let keys = self.0.sealing_keys(found).await?;
            walk::seal_metadata(&mut metadata, &keys)?;
        }
        Ok(metadata)
    }

    /// Opens metadata as far as keys exist.
    ///
    /// # Errors
    /// The database failed.
    pub async fn open_metadata(&self, mut metadata: Metadata) -> Result<Metadata, VaultError> {
        let mut ids = vec![];
        walk::metadata_key_ids(&metadata, &mut ids);
        if !ids.is_empty() {
            let keys = self.0.opening_keys(ids).await?;
            walk::open_metadata(&mut metadata, &keys);
        }
        Ok(metadata)
    }

    /// HMAC-SHA-256 under the server's key for `domain`: vote tokens, blind indexes, anchors. The key survives a
    /// change of the master key.
    pub fn mac(&self, domain: &str, bytes: &[u8]) -> [u8; 32] {
        self.0.mac_root.mac(domain, bytes)
    }

    /// Raised by every erasure that this process heard of: what was opened under an earlier one may show somebody who is
    /// gone.
    pub fn generation(&self) -> u64 {
        self.0.generation.load(Ordering::Acquire)
    }

    /// Forgets unwrapped keys: something was erased, here or elsewhere.
    pub(crate) fn forget_keys(&self) {
        self.0.generation.fetch_add(1, Ordering::AcqRel);
        self.0.by_id.invalidate_all();
        self.0.by_owner.invalidate_all();
    }
}
