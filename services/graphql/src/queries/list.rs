//! Relay connections over the views' pages, and waiting for a view.

use crate::caller::{application, coded};
use crate::limits;
use crate::payload::{cursors, failure, view_failure};
use application::AskError;
use async_graphql::connection::{Connection, Edge};
use async_graphql::{Context, OutputType, Result};
use projections::{Page, Paging, View, ViewError};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(5);

/// Which part of a list: `first` after a cursor, or `last` before one.
pub struct Part {
    /// The page as the view reads it: the last rows are the first of the list read backwards.
    pub paging: Paging,
    backwards: bool,
    beyond: bool,
}

/// Relay's four arguments.
///
/// # Errors
/// More than 200 rows or none; both ends at once.
pub fn part(
    first: Option<u32>,
    after: Option<String>,
    last: Option<u32>,
    before: Option<String>,
    descending: bool,
) -> Result<Part> {
    let backwards = last.is_some() || before.is_some();
    if backwards && (first.is_some() || after.is_some()) {
        return Err(coded("BAD_PAGE", "either first and after, or last and before, not both"));
    }
    let (name, wanted) = if backwards { ("last", last) } else { ("first", first) };
    let rows = wanted.unwrap_or(limits::USUAL_PAGE);
    if !(1..=limits::PAGE).contains(&rows) {
        return Err(coded("BAD_PAGE", format!("{name}: 1 to {} are expected", limits::PAGE)));
    }
    let cursor = if backwards { before } else { after };
    let beyond = cursor.is_some();
    let paging = Paging { first: rows, after: cursor, descending: descending != backwards };
    Ok(Part { paging, backwards, beyond })
}

impl Part {
    /// A page as a connection. Whether rows lie beyond the cursor that was given is taken for granted: it came from
    /// one.
    ///
    /// # Errors
    /// The view failed, or the cursor is none of its.
    pub fn connection<R, N: OutputType>(
        &self,
        page: std::result::Result<Page<R>, ViewError>,
        node: impl Fn(R) -> N,
    ) -> Result<Connection<String, N>> {
        let page = page.map_err(|error| match error {
            ViewError::Cursor => coded("BAD_CURSOR", "after, before: not a cursor of this list"),
            other => view_failure(other),
        })?;
        let (previous, next) =
            if self.backwards { (page.more, self.beyond) } else { (self.beyond, page.more) };
        let mut connection = Connection::new(previous, next);
        connection.edges.extend(page.items.into_iter().map(|item| Edge::new(item.cursor, node(item.row))));
        if self.backwards {
            connection.edges.reverse();
        }
        Ok(connection)
    }
}

/// A page without the rows that have no node.
pub fn kept<R, N>(page: Page<R>, node: impl Fn(R) -> Option<N>) -> Page<N> {
    let items = page
        .items
        .into_iter()
        .filter_map(|item| node(item.row).map(|row| projections::Item { cursor: item.cursor, row }));
    Page { items: items.collect(), more: page.more }
}

/// Waits until every view has seen what a mutation wrote.
///
/// # Errors
/// One has not in time; not a value that a mutation answered.
pub async fn seen_by_all(ctx: &Context<'_>, consistency: &str) -> Result<()> {
    for view in View::ALL {
        seen(ctx, view, Some(consistency.to_owned())).await?;
    }
    Ok(())
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
