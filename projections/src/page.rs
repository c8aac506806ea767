//! Lists, page by page. A cursor holds the place of a row in the list's order, so that rows which come and go between
//! two pages neither repeat nor hide others.

use crate::error::ViewError;
use data_encoding::BASE64URL_NOPAD;
use sqlx::postgres::Postgres;
use sqlx::{PgPool, QueryBuilder};

/// The most rows of a page.
pub const MOST_ROWS: u32 = 500;

/// Which part of a list.
#[derive(Clone, Debug)]
pub struct Paging {
    /// How many rows, at most [`MOST_ROWS`].
    pub first: u32,
    /// The cursor of the row before.
    pub after: Option<String>,
    /// From the end of the order to its beginning.
    pub descending: bool,
}

impl Paging {
    /// The first `first` rows.
    pub fn first(first: u32) -> Self {
        Self { first, after: None, descending: false }
    }

    /// From the end of the order.
    #[must_use]
    pub fn descending(mut self) -> Self {
        self.descending = true;
        self
    }

    /// What follows a row.
    #[must_use]
    pub fn after(mut self, cursor: impl Into<String>) -> Self {
        self.after = Some(cursor.into());
        self
    }
}

/// A row and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Item<T> {
    /// Opaque.
    pub cursor: String,
    /// The row.
    pub row: T,
}

/// A part of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    /// The rows, in order.
    pub items: Vec<Item<T>>,
    /// Whether others follow.
    pub more: bool,
}

impl<T> Page<T> {
    /// The rows without their cursors.
    pub fn into_rows(self) -> Vec<T> {
        self.items.into_iter().map(|item| item.row).collect()
    }
}

/// What a list is sorted by: an expression without nulls, then a unique one.
#[derive(Clone, Copy)]
pub(crate) struct Order {
    pub by: &'static str,
    pub by_type: &'static str,
    pub key: &'static str,
    pub key_type: &'static str,
}

/// A statement whose conditions are added one by one, all of them bound.
pub(crate) type Conditions = QueryBuilder<'static, Postgres>;

/// Begins a list: `document` is what is selected of each row, as text.
pub(crate) fn list(document: &str, from: &str, order: Order) -> Conditions {
    let Order { by, key, .. } = order;
    // Without names of their own, the texts would be named after the columns, and the list sorted by the texts.
    Conditions::new(format!(
        "select ({document})::text as row_text, ({by})::text as place_text, ({key})::text as key_text
         from {from} where true"
    ))
}

/// Begins a count under the same conditions.
pub(crate) fn count(from: &str) -> Conditions {
    Conditions::new(format!("select count(*) from {from} where true"))
}

/// Runs a count.
pub(crate) async fn counted(pool: &PgPool, mut query: Conditions) -> Result<u64, ViewError> {
    let count: i64 =
        query.build_query_scalar().fetch_one(pool).await.map_err(ViewError::database("counting rows"))?;
    Ok(count.unsigned_abs())
}

/// Runs a list: its documents with their cursors.
pub(crate) async fn listed(
    pool: &PgPool,
    mut query: Conditions,
    order: Order,
    paging: &Paging,
) -> Result<Page<String>, ViewError> {
    let Order { by, by_type, key, key_type } = order;
    let (direction, beyond) = if paging.descending { ("desc", "<") } else { ("asc", ">") };
    if let Some(cursor) = &paging.after {
        let (place, last) = read_cursor(cursor)?;
        query.push(format!(" and ({by}, {key}) {beyond} ("));
        query.push_bind(place).push(format!("::text::{by_type}, "));
        query.push_bind(last).push(format!("::text::{key_type})"));
    }
    let first = paging.first.clamp(1, MOST_ROWS);
    query.push(format!(" order by {by} {direction}, {key} {direction} limit "));
    query.push_bind(i64::from(first) + 1);
    let mut rows: Vec<(String, String, String)> =
        query.build_query_as().fetch_all(pool).await.map_err(|error| match paging.after {
            Some(_) => not_a_place(error),
            None => ViewError::database("reading a list")(error),
        })?;
    let more = rows.len() > first as usize;
    rows.truncate(first as usize);
    let items = rows.into_iter().map(|(row, place, key)| Item { cursor: write_cursor(&place, &key), row });
    Ok(Page { items: items.collect(), more })
}

/// A cursor is only text: one of another list may not be of this list's type.
fn not_a_place(error: sqlx::Error) -> ViewError {
    let code = error.as_database_error().and_then(|error| error.code().map(|code| code.into_owned()));
    match code.as_deref() {
        Some("22P02" | "22003" | "22007" | "22008") => ViewError::Cursor,
        _ => ViewError::database("reading a list")(error),
    }
}

fn write_cursor(place: &str, key: &str) -> String {
    BASE64URL_NOPAD.encode(format!("{place}\n{key}").as_bytes())
}

fn read_cursor(cursor: &str) -> Result<(String, String), ViewError> {
    let bytes = BASE64URL_NOPAD.decode(cursor.as_bytes()).map_err(|_| ViewError::Cursor)?;
    let text = String::from_utf8(bytes).map_err(|_| ViewError::Cursor)?;
    if text.contains('\0') {
        return Err(ViewError::Cursor);
    }
    text.split_once('\n').map(|(place, key)| (place.to_owned(), key.to_owned())).ok_or(ViewError::Cursor)
}

/// A prefix as a pattern of `like`.
pub(crate) fn starting_with(prefix: &str) -> String {
    let mut pattern = String::with_capacity(prefix.len() + 1);
    for character in prefix.chars().filter(|character| *character != '\0') {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_and_noise_is_refused() {
        let cursor = write_cursor("2026-01-01 00:00:00+00", "example.com");
        let read = read_cursor(&cursor).unwrap();
        assert_eq!(read, ("2026-01-01 00:00:00+00".to_owned(), "example.com".to_owned()));
        for noise in ["", "?", "YWJj", "AAAA"] {
            assert!(matches!(read_cursor(noise), Err(ViewError::Cursor)), "{noise}");
        }
    }

    #[test]
    fn a_prefix_is_no_pattern() {
        assert_eq!(starting_with("a_b%c\\"), "a\\_b\\%c\\\\%");
    }
}
