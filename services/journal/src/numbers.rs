//! Numbers that name things, drawn from the database in blocks.
//!
//! A number is never given twice; after a restart the rest of a block is skipped, so numbers have gaps and never mean
//! an order.

use crate::error::JournalError;
use crate::journal::Journal;
use std::ops::Range;
use tokio::sync::Mutex;

/// What is numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sequence {
    /// Accounts and contacts, which share one.
    Parties,
    /// Operations, trades and transfers: the `tid` of the SOAP paper.
    Operations,
    /// Registrations of a name.
    Registrations,
    /// Host objects.
    Hosts,
    /// Orders.
    Orders,
    /// Corrections of points that wait for a second pair of eyes.
    Adjustments,
    /// Programs that call the REST door.
    Applications,
    /// What they may call.
    Credentials,
    /// Requests for data that the directory does not show.
    Disclosures,
}

/// As the migration has it: `increment by 10`.
const BLOCK: u64 = 10;

impl Sequence {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Parties,
        Self::Operations,
        Self::Registrations,
        Self::Hosts,
        Self::Orders,
        Self::Adjustments,
        Self::Applications,
        Self::Credentials,
        Self::Disclosures,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Parties => "number_parties",
            Self::Operations => "number_operations",
            Self::Registrations => "number_registrations",
            Self::Hosts => "number_hosts",
            Self::Orders => "number_orders",
            Self::Adjustments => "number_adjustments",
            Self::Applications => "number_applications",
            Self::Credentials => "number_credentials",
            Self::Disclosures => "number_disclosures",
        }
    }
}

/// What is left of each block.
#[derive(Default)]
pub(crate) struct Numbers([Mutex<Range<u64>>; Sequence::ALL.len()]);

impl Journal {
    /// The next number.
    ///
    /// # Errors
    /// The database failed.
    pub async fn next_number(&self, sequence: Sequence) -> Result<u64, JournalError> {
        let mut block = self.numbers().0[sequence as usize].lock().await;
        if let Some(number) = block.next() {
            return Ok(number);
        }
        let start: i64 = self
            .read(|connection, _| {
                let query = sqlx::query_scalar("select nextval($1::regclass)").bind(sequence.name());
                Box::pin(query.fetch_one(connection))
            })
            .await
            .map_err(JournalError::database("drawing a block of numbers"))?;
        let start = start.unsigned_abs();
        *block = start + 1..start + BLOCK;
        Ok(start)
    }
}
