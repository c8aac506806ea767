//! Relay connections over the views' pages, and waiting for a view.

use crate::caller::{application, coded};
use crate::payload::{cursors, failure, view_failure};
use application::AskError;
use async_graphql::connection::{Connection, Edge};
use async_graphql::{Context, OutputType, Result};
use projections::{Page, Paging, View, ViewError};
use std::time::Duration;

/// The most rows of a page at this door.
const MOST: u32 = 200;
const PATIENCE: Duration = Duration::from_secs(5);

/// `first` and `after` of a connection.
///
/// # Errors
/// A page larger than 200.
pub fn paging(first: Option<u32>, after: Option<String>, descending: bool) -> Result<Paging> {
    let first = first.unwrap_or(50);
    if !(1..=MOST).contains(&first) {
        return Err(coded("BAD_PAGE", format!("first: 1 to {MOST} are expected")));
    }
    Ok(Paging { first, after, descending })
}

/// A page as a connection.
///
/// # Errors
/// The view failed, or the cursor is none of its.
pub fn connection<R, N: OutputType>(
    page: std::result::Result<Page<R>, ViewError>,
    node: impl Fn(R) -> N,
) -> Result<Connection<String, N>> {
    let page = page.map_err(|error| match error {
        ViewError::Cursor => coded("BAD_CURSOR", "after: not a cursor of this list"),
        other => view_failure(other),
    })?;
    let mut connection = Connection::new(false, page.more);
    connection.edges.extend(page.items.into_iter().map(|item| Edge::new(item.cursor, node(item.row))));
    Ok(connection)
}

/// Waits until a view has seen what a mutation wrote.
///
/// # Errors
/// It has not in time; not a value that a mutation answered.
pub async fn seen(ctx: &Context<'_>, view: View, consistency: Option<String>) -> Result<()> {
    let Some(text) = consistency else { return Ok(()) };
    let cursors = cursors(&text)?;
    match application(ctx).journal().wait_for(view.name(), &cursors, PATIENCE).await {
        Ok(()) => Ok(()),
        Err(journal::JournalError::NotYet { .. }) => {
            Err(coded("NOT_YET", "the view has not seen this mutation yet; ask again"))
        }
        Err(error) => Err(failure(&AskError::Journal(error))),
    }
}
