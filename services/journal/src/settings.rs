//! Facts about this installation that are not events: whether it is a demo, how far its clock was moved.

use crate::error::JournalError;
use crate::journal::Journal;

/// Set to `true` in a demo. A demo's clock may be moved; no other may.
pub const IS_DEMO: &str = "is_demo";
/// Seconds by which a demo's clock is ahead of the real one.
pub const CLOCK_OFFSET: &str = "clock_offset";

impl Journal {
    /// A setting's value.
    ///
    /// # Errors
    /// The database failed.
    pub async fn setting(&self, key: &str) -> Result<Option<String>, JournalError> {
        self.read(|connection, _| {
            let query = sqlx::query_scalar("select value from settings where key = $1").bind(key);
            Box::pin(query.fetch_optional(connection))
        })
        .await
        .map_err(JournalError::database("reading a setting"))
    }

    /// Sets a value.
    ///
    /// # Errors
    /// The database failed.
    pub async fn set_setting(&self, key: &str, value: &str) -> Result<(), JournalError> {
        self.read(|connection, _| {
            let query = sqlx::query(
                "insert into settings (key, value) values ($1, $2)
                 on conflict (key) do update set value = excluded.value",
            );
            Box::pin(query.bind(key).bind(value).execute(connection))
        })
        .await
        .map_err(JournalError::database("storing a setting"))?;
        Ok(())
    }

    /// Whether this is a demo.
    ///
    /// # Errors
    /// The database failed.
    pub async fn is_demo(&self) -> Result<bool, JournalError> {
        Ok(self.setting(IS_DEMO).await?.as_deref() == Some("true"))
    }

    /// How far the demo's clock is ahead, in seconds; 0 elsewhere.
    ///
    /// # Errors
    /// The database failed.
    pub async fn clock_offset(&self) -> Result<i64, JournalError> {
        Ok(self.setting(CLOCK_OFFSET).await?.and_then(|text| text.parse().ok()).unwrap_or(0))
    }
}
