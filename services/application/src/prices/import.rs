//! Prices are imported in two steps: a preview says what would change, and what was previewed is what is imported.
//!
//! The preview's token holds what was read and the version of every list that it was compared with. The import compares
//! both again in its own transaction, over all lists at once: either everything that was shown is applied, or nothing.

use super::sheet::{PriceMistake, PriceSheet, SheetRow};
use super::unknown_ending;
use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::boxed;
use crate::refusal::Refusal;
use chrono::{DateTime, NaiveDate, Utc};
use domain_model::price_list::{self, Item, Price, PriceList, PriceListId};
use domain_model::values::{Cents, PromotionName};
use journal::Streams;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;

/// A price that is new, or that another one gives way to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceChange {
    /// Where it was read.
    pub line: u64,
    /// The price.
    pub price: Price,
    /// What stands there now: amount and, for a promotion, last day. None: the price is new.
    pub before: Option<(Option<Cents>, Option<NaiveDate>)>,
    /// It is of today or earlier: it counts from the moment of the import on.
    pub at_once: bool,
}

/// What would become of one list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListPreview {
    /// Which.
    pub list: PriceListId,
    /// There is no such list yet: its first price makes it.
    pub is_new: bool,
    /// What is new or changes, in the order in which it was given.
    pub changes: Vec<PriceChange>,
    /// How many stand there already.
    pub unchanged: usize,
}

/// What an import would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PricePreview {
    /// List by list.
    pub lists: Vec<ListPreview>,
    /// What is wrong; nothing can be imported then.
    pub mistakes: Vec<PriceMistake>,
    /// To import exactly this with; none where there are mistakes.
    pub token: Option<String>,
}

/// Why prices were not imported.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportRefusal {
    /// There are mistakes in what was given.
    #[error("nothing was imported: {}", first(.0))]
    Mistakes(Vec<PriceMistake>),
    /// A list changed since.
    #[error("price list {list} changed since the preview: nothing was imported; preview again")]
    Changed {
        /// Which.
        list: PriceListId,
    },
    /// Other prices were previewed.
    #[error("these are not the prices that were previewed: nothing was imported; preview them first")]
    NotPreviewed,
}

/// The first few; there may be hundreds.
fn first(mistakes: &[PriceMistake]) -> String {
    const SHOWN: usize = 5;
    let shown: Vec<String> = mistakes.iter().take(SHOWN).map(ToString::to_string).collect();
    match mistakes.len().saturating_sub(SHOWN) {
        0 => shown.join("; "),
        more => format!("{}; and {more} more", shown.join("; ")),
    }
}

impl ImportRefusal {
    /// A stable word for programs.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Mistakes(_) => "PRICES_INVALID",
            Self::Changed { .. } => "PRICES_CHANGED",
            Self::NotPreviewed => "PRICES_NOT_PREVIEWED",
        }
    }
}

impl Application {
    /// What an import of these prices would do, now.
    ///
    /// # Errors
    /// The journal failed.
    #[boxed]
    pub async fn preview_prices(
        &self,
        sheet: &PriceSheet,
        at: DateTime<Utc>,
    ) -> Result<PricePreview, AskError> {
        let today = at.date_naive();
        let mut mistakes = sheet.mistakes.clone();
        mistakes.extend(self.mistakes_in(&sheet.rows, today));
        mistakes.sort_by_key(|mistake| mistake.line);
        let mut versions = BTreeMap::new();
        let mut lists = vec![];
        for (list, rows) in by_list(&sheet.rows) {
            let loaded = self.journal().load::<PriceList>(&list).await?;
            let version = loaded.version.unwrap_or(0);
            lists.push(compared(&list, &rows, version == 0, &loaded.state, today));
            versions.insert(list, version);
        }
        let token = mistakes.is_empty().then(|| token(&sheet.rows, &versions));
        Ok(PricePreview { lists, mistakes, token })
    }

    /// Imports the prices that were previewed, into all their lists or into none.
    ///
    /// # Errors
    /// [`ImportRefusal`].
    #[boxed]
    pub async fn import_prices(
        &self,
        sheet: &PriceSheet,
        previewed: &str,
        ask: &Ask,
    ) -> Result<Accepted<Vec<String>>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let preview = self.preview_prices(sheet, ask.cause.at).await?;
        if !preview.mistakes.is_empty() {
            return Err(Refusal::from(ImportRefusal::Mistakes(preview.mistakes)).into());
        }
        let lists = by_list(&sheet.rows);
        let streams = lists.keys().fold(Streams::new(), |streams, list| streams.with::<PriceList>(list));
        let commands: Vec<(PriceListId, price_list::Command)> = lists
            .into_iter()
            .map(|(list, rows)| {
                let prices = rows.into_iter().map(|row| row.price.clone()).collect();
                let set = price_list::Command::Set { currency: list.currency, prices };
                (list, set)
            })
            .collect();
        self.once(ask, streams, |work| {
            let version = |list: &PriceListId| (list.clone(), work.version::<PriceList>(list));
            let versions: BTreeMap<_, _> = commands.iter().map(|(list, _)| version(list)).collect();
            as_previewed(previewed, &sheet.rows, &versions)?;
            for (list, set) in &commands {
                work.execute::<PriceList>(list, set)?;
            }
            Ok(versions.keys().map(ToString::to_string).collect())
        })
        .await
    }

    /// What is wrong with prices that could be read.
    fn mistakes_in(&self, rows: &[SheetRow], today: NaiveDate) -> Vec<PriceMistake> {
        let mut lines: BTreeMap<Place<'_>, u64> = BTreeMap::new();
        let mut mistakes = vec![];
        for SheetRow { line, list, price } in rows {
            let mut wrong =
                |column: &str, expected: String| mistakes.push(PriceMistake::new(*line, column, expected));
            if let Some(tld) =
                price.item.tld().filter(|tld| self.catalogue().tld_policy(tld, today).is_none())
            {
                wrong("item", format!("an ending of the catalogue: {}", unknown_ending(tld)));
            }
            if let Err(refusal) = price.check(list.currency) {
                wrong(column_of(&refusal), format!("a price that can be: {refusal}"));
            }
            if let Some(other) = lines.insert(place_of(list, price), *line) {
                wrong(
                    "item",
                    format!("one price for {} from {}: line {other} has it too", price.item, price.from),
                );
            }
        }
        mistakes
    }
}

/// Where a price is put.
type Place<'p> = (&'p PriceListId, &'p Item, NaiveDate, Option<&'p PromotionName>);

fn place_of<'p>(list: &'p PriceListId, price: &'p Price) -> Place<'p> {
    (list, &price.item, price.from, price.promotion.as_ref().map(|promotion| &promotion.name))
}

fn column_of(refusal: &price_list::Refusal) -> &'static str {
    match refusal {
        price_list::Refusal::NoSuchCoin { .. } => "price",
        price_list::Refusal::NotByTheYear { .. } => "years",
        price_list::Refusal::NoProduct | price_list::Refusal::Contradictory { .. } => "item",
        price_list::Refusal::EndsBeforeItBegins { .. } => "until",
    }
}

fn by_list(rows: &[SheetRow]) -> BTreeMap<PriceListId, Vec<&SheetRow>> {
    let mut lists: BTreeMap<PriceListId, Vec<&SheetRow>> = BTreeMap::new();
    for row in rows {
        lists.entry(row.list.clone()).or_default().push(row);
    }
    lists
}

/// What prices would change in a list.
fn compared(
    list: &PriceListId,
    rows: &[&SheetRow],
    is_new: bool,
    state: &PriceList,
    today: NaiveDate,
) -> ListPreview {
    let changes: Vec<PriceChange> = rows
        .iter()
        .filter_map(|SheetRow { line, price, .. }| {
            let before = state.standing(price);
            let until = price.promotion.as_ref().map(|promotion| promotion.until);
            let at_once = price.from <= today;
            (before != Some((price.cents, until))).then(|| PriceChange {
                line: *line,
                price: price.clone(),
                before,
                at_once,
            })
        })
        .collect();
    ListPreview { list: list.clone(), is_new, unchanged: rows.len() - changes.len(), changes }
}

/// What was read, and what it was compared with: `3f…c1/reseller-EUR@12/standard-EUR@3`.
fn token(rows: &[SheetRow], versions: &BTreeMap<PriceListId, i64>) -> String {
    let mut token = fingerprint(rows);
    for (list, version) in versions {
        write!(token, "/{list}@{version}").expect("a text takes what is written to it");
    }
    token
}

fn fingerprint(rows: &[SheetRow]) -> String {
    let mut digest = Sha256::new();
    for SheetRow { list, price, .. } in rows {
        let price = serde_json::to_string(price).expect("a price is plain data");
        digest.update(format!("{list} {price}\n"));
    }
    data_encoding::HEXLOWER.encode(&digest.finalize()[..16])
}

/// Refuses what is not what was previewed, and says what differs.
fn as_previewed(
    previewed: &str,
    rows: &[SheetRow],
    versions: &BTreeMap<PriceListId, i64>,
) -> Result<(), ImportRefusal> {
    if previewed == token(rows, versions) {
        return Ok(());
    }
    let mut parts = previewed.split('/');
    if parts.next() != Some(fingerprint(rows).as_str()) {
        return Err(ImportRefusal::NotPreviewed);
    }
    let known: Vec<&str> = parts.collect();
    let changed =
        versions.iter().find(|(list, version)| !known.contains(&format!("{list}@{version}").as_str()));
    match changed {
        Some((list, _)) => Err(ImportRefusal::Changed { list: list.clone() }),
        None => Err(ImportRefusal::NotPreviewed),
    }
}
