//! One box for everything: names, handles, numbers, an e-mail address.
//!
//! Each part of a search is one statement that an index answers, and that stops after so many rows. A part of a name
//! is looked for in the index of names alone, from its beginning on, and no further than [`LOOKED_AT`].

mod parts;
mod text;

use crate::boxed;
use crate::contacts::email_index;
use crate::error::ViewError;
use crate::views::Views;
use domain_model::values::{DomainName, EmailAddress};
use parts::Part;
use sqlx::FromRow;
use text::Wanted;

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the words are those of the glossary")]
pub enum HitKind {
    Domain,
    Contact,
    Account,
    Host,
    Operation,
    Order,
    Invoice,
    Trade,
    Transfer,
    ContactChange,
    Disclosure,
}

/// Something that answers to the text. No personal data is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// What.
    pub kind: HitKind,
    /// Its name, in A-labels, or its number.
    pub key: String,
    /// How people call it: a name in U-labels, a handle, what an operation does.
    pub title: String,
    /// Whose it is, what it is about.
    pub subtitle: Option<String>,
    /// How it stands, in the word of its view.
    pub state: Option<String>,
}

/// A row of a part.
#[derive(FromRow)]
struct Found {
    key: String,
    title: String,
    subtitle: Option<String>,
    state: Option<String>,
}

/// So many names are looked at for a part of a name.
const LOOKED_AT: i64 = 250_000;
/// So many names with U-labels are looked at for a part of one.
const UNICODE_LOOKED_AT: i64 = 10_000;
/// The most rows of an answer.
pub const MOST_HITS: u32 = 50;

impl Views {
    /// What answers to a text, best guesses first; at most `first`, and [`MOST_HITS`]. A whole e-mail address finds the
    /// contacts that have it: whoever may not see addresses must not be let in here with one.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn search(&self, text: &str, first: u32) -> Result<Vec<Hit>, ViewError> {
        let first = first.clamp(1, MOST_HITS);
        let found = match Wanted::read(text) {
            Wanted::Nothing => vec![],
            Wanted::Email(email) => vec![self.with_address(&email, first).await?],
            Wanted::Number(number) => {
                let mut found = self.parts(&parts::NUMBERED, &number.to_string(), first).await?;
                found.extend(self.parts(&[parts::NAMES], &number.to_string(), first).await?);
                found
            }
            Wanted::Invoice(number) => self.parts(&[parts::INVOICES], &number, first).await?,
            Wanted::Words { words, name, beginning } => {
                let mut found = vec![];
                if let Some(beginning) = &beginning {
                    found.extend(self.parts(&[parts::NAMES], beginning, first).await?);
                }
                if words.is_ascii() {
                    found.extend(self.parts(&parts::NAMED, &words, first).await?);
                }
                if let Some(name) = &name {
                    found.extend(self.parts(&parts::ABOUT_NAME, name.as_str(), first).await?);
                }
                found.push(self.with_part(&words, first).await?);
                found
            }
        };
        Ok(merge(found, first as usize))
    }

    async fn parts(&self, parts: &[Part], text: &str, first: u32) -> Result<Vec<Vec<Hit>>, ViewError> {
        let mut found = vec![];
        for part in parts {
            let text = if part.upper { text.to_ascii_uppercase() } else { text.to_owned() };
            let rows: Vec<Found> = sqlx::query_as(part.statement)
                .bind(text)
                .bind(i64::from(first))
                .fetch_all(self.pool())
                .await
                .map_err(ViewError::database("searching"))?;
            found.push(rows.into_iter().map(|row| part.hit(row)).collect());
        }
        Ok(found)
    }

    async fn with_address(&self, email: &EmailAddress, first: u32) -> Result<Vec<Hit>, ViewError> {
        let rows: Vec<Found> = sqlx::query_as(parts::ADDRESSED.statement)
            .bind(email_index(self.vault(), email))
            .bind(i64::from(first))
            .fetch_all(self.pool())
            .await
            .map_err(ViewError::database("searching by an e-mail address"))?;
        Ok(rows.into_iter().map(|row| parts::ADDRESSED.hit(row)).collect())
    }

    /// Names that hold a text somewhere. A-labels hide the letters of U-labels, so names that have some are compared here.
    async fn with_part(&self, words: &str, first: u32) -> Result<Vec<Hit>, ViewError> {
        let failed = || ViewError::database("searching for a part of a name");
        if words.chars().count() < text::SHORTEST_PART {
            return Ok(vec![]);
        }
        let mut names: Vec<String> = if words.is_ascii() {
            sqlx::query_scalar(parts::HOLDING)
                .bind(words)
                .bind(i64::from(first))
                .bind(LOOKED_AT)
                .fetch_all(self.pool())
                .await
                .map_err(failed())?
        } else {
            let unicode: Vec<String> = sqlx::query_scalar(parts::UNICODE)
                .bind(UNICODE_LOOKED_AT)
                .fetch_all(self.pool())
                .await
                .map_err(failed())?;
            let holds =
                |name: &String| DomainName::parse(name).is_ok_and(|name| name.unicode().contains(words));
            unicode.into_iter().filter(holds).collect()
        };
        names.truncate(first as usize);
        let rows: Vec<Found> =
            sqlx::query_as(parts::THESE_NAMES).bind(names).fetch_all(self.pool()).await.map_err(failed())?;
        Ok(rows.into_iter().map(|row| parts::NAMES.hit(row)).collect())
    }
}

/// The parts one after the other, each thing once. No part takes the whole answer while another has something to say.
fn merge(parts: Vec<Vec<Hit>>, first: usize) -> Vec<Hit> {
    let mut seen = std::collections::HashSet::new();
    let mut parts = parts;
    for part in &mut parts {
        part.retain(|hit| seen.insert((hit.kind, hit.key.clone())));
    }
    parts.retain(|part| !part.is_empty());
    let fair = first.div_ceil(parts.len().max(1));
    let mut taken: Vec<usize> = parts.iter().map(|part| part.len().min(fair)).collect();
    let mut left = first.saturating_sub(taken.iter().sum());
    for (part, taken) in parts.iter().zip(&mut taken) {
        let more = left.min(part.len() - *taken);
        *taken += more;
        left -= more;
    }
    let hits = parts.into_iter().zip(taken).flat_map(|(part, taken)| part.into_iter().take(taken));
    hits.take(first).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hits(kind: HitKind, keys: std::ops::Range<usize>) -> Vec<Hit> {
        let hit = |key: usize| Hit {
            kind,
            key: key.to_string(),
            title: String::new(),
            subtitle: None,
            state: None,
        };
        keys.map(hit).collect()
    }

    #[test]
    fn no_part_pushes_another_out_and_nothing_comes_twice() {
        let merged = merge(vec![hits(HitKind::Domain, 0..30), vec![], hits(HitKind::Contact, 0..2)], 10);
        let of = |kind| merged.iter().filter(|hit| hit.kind == kind).count();
        assert_eq!((of(HitKind::Domain), of(HitKind::Contact), merged.len()), (8, 2, 10));
        let twice = merge(vec![hits(HitKind::Domain, 0..3), hits(HitKind::Domain, 2..5)], 10);
        assert_eq!(twice, hits(HitKind::Domain, 0..5));
        assert_eq!(merge(vec![], 10), vec![]);
    }
}
