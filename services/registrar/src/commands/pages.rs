//! Lists longer than a page.

use projections::{MOST_ROWS, Page, Paging, ViewError};

/// Up to `limit` rows, and whether there are more.
///
/// # Errors
/// A page cannot be read.
pub async fn rows<T>(
    limit: u32,
    descending: bool,
    mut page: impl AsyncFnMut(Paging) -> Result<Page<T>, ViewError>,
) -> Result<(Vec<T>, bool), ViewError> {
    let mut rows = vec![];
    let mut after: Option<String> = None;
    loop {
        let left = limit - rows.len() as u32;
        let paging = Paging { first: left.min(MOST_ROWS), after: after.take(), descending };
        let next = page(paging).await?;
        after = next.items.last().map(|item| item.cursor.clone());
        let more = next.more;
        rows.extend(next.into_rows());
        if !more || after.is_none() || rows.len() as u32 >= limit {
            return Ok((rows, more));
        }
    }
}

/// Says that a list was cut.
pub fn note_more(more: bool, limit: u32) {
    if more {
        crate::terminal::note(&format!("the first {limit}; --limit shows more"));
    }
}
