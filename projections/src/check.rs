//! Comparing a live view with what the journal makes of it.

use crate::error::ViewError;
use crate::history::{Change, concealed, difference};
use crate::projection::{Projection, View};
use journal::Journal;
use journal::follow::{ReplayProgress, RowDifference};
use serde::Serialize;
use serde_json::Value;
use std::time::Duration;

/// A row that is not what the journal says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Deviation {
    /// The table.
    pub table: String,
    /// The values of its key, `(example.com)`.
    pub key: String,
    /// `missing` in the live view, `surplus` there, or `different`.
    pub kind: &'static str,
    /// What differs: before is what the live view has, after is what the journal says. Sealed values as marks.
    pub changes: Vec<Change>,
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Checked {
    /// Which view.
    pub view: &'static str,
    /// Events that it was built from: all that the live view has seen.
    pub events: u64,
    /// Rows that it should have.
    pub rows: u64,
    /// How many rows are not what they should be.
    pub found: u64,
    /// Those rows, the first hundred of each table.
    pub deviations: Vec<Deviation>,
    /// How long it took.
    #[serde(skip)]
    pub elapsed: Duration,
}

/// Builds a view beside the live one and compares the two row by row. The live view is not touched.
///
/// # Errors
/// The view is being rebuilt elsewhere, or the database or the journal failed.
pub async fn check(
    journal: &Journal,
    view: View,
    progress: impl FnMut(ReplayProgress) + Send,
) -> Result<Checked, ViewError> {
    let follower = Projection::new(view, journal.vault().clone());
    let compared = journal.compare(follower, progress).await?;
    let deviations: Result<Vec<Deviation>, ViewError> =
        compared.differences.into_iter().map(|row| deviation(view, row)).collect();
    Ok(Checked {
        view: view.name(),
        events: compared.events,
        rows: compared.rows,
        found: compared.found,
        deviations: deviations?,
        elapsed: compared.elapsed,
    })
}

fn deviation(view: View, row: RowDifference) -> Result<Deviation, ViewError> {
    let document = |text: Option<String>| {
        let document = text.map_or(Ok(Value::Null), |text| serde_json::from_str(&text));
        document.map(concealed).map_err(ViewError::shape(view.name()))
    };
    let kind = match (&row.live, &row.rebuilt) {
        (None, _) => "missing",
        (_, None) => "surplus",
        _ => "different",
    };
    let (live, rebuilt) = (document(row.live)?, document(row.rebuilt)?);
    Ok(Deviation { table: row.table, key: row.key, kind, changes: difference(&live, &rebuilt) })
}
