//! How fresh the anchors are: since when an event has waited for one.

use super::AnchorError;
use super::anchors::read_tip;
use crate::error::JournalError;
use crate::journal::Journal;
use crate::stream::{Cursor, PARTITIONS};
use chrono::{DateTime, Utc};
use std::path::Path;

impl Journal {
    /// When the oldest event was recorded that no anchor of this folder covers, in real time; none where all are
    /// covered. Checks every line of the anchor files.
    ///
    /// # Errors
    /// An anchor file was tampered with or cannot be read, or the database failed.
    pub async fn unanchored_since(&self, folder: &Path) -> Result<Option<DateTime<Utc>>, AnchorError> {
        let tips: Result<Vec<Cursor>, AnchorError> =
            (0..PARTITIONS as i16).map(|partition| read_tip(self.vault(), folder, partition)).collect();
        let tips = tips?;
        let partitions: Vec<i16> = tips.iter().map(|tip| tip.partition).collect();
        let epochs: Vec<i32> = tips.iter().map(|tip| tip.epoch).collect();
        let xids: Vec<String> = tips.iter().map(|tip| tip.xid.to_string()).collect();
        let positions: Vec<i64> = tips.iter().map(|tip| tip.position).collect();
        let (partitions, epochs, xids, positions) = (&partitions, &epochs, &xids, &positions);
        let oldest = self
            .read(|connection, _| {
                let query = sqlx::query_scalar(
                    "select min(e.recorded_at) from unnest($1::smallint[], $2::integer[], $3::text[], $4::bigint[])
                         as k (partition, epoch, xid, position)
                     cross join lateral (
                         select recorded_at from events e
                         where e.partition = k.partition
                             and (e.epoch, e.xid, e.position) > (k.epoch, k.xid::xid8, k.position)
                         order by e.epoch, e.xid, e.position limit 1) e",
                );
                Box::pin(query.bind(partitions).bind(epochs).bind(xids).bind(positions).fetch_one(connection))
            })
            .await
            .map_err(JournalError::database("looking for events without an anchor"))?;
        Ok(oldest)
    }
}
