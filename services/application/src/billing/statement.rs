//! A points account's statement over some time: what it began with, every movement with the balance after it, what it
//! ended with.

use crate::application::Application;
use crate::ask::AskError;
use crate::boxed;
use crate::refusal::{InvoiceRefusal, Refusal};
use chrono::{DateTime, Utc};
use domain_model::contact::Contact;
use domain_model::invoice::{Buyer, Seller};
use domain_model::points_account;
use domain_model::values::{AccountNumber, Currency, Locale, Nichandle, Points, PointsRate};
use projections::Paging;
use projections::ledger::{Books, EntryRow};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// A points account's statement.
#[derive(Clone, Debug)]
pub struct StatementSheet {
    /// Whose.
    pub account: AccountNumber,
    /// Its nichandle.
    pub nichandle: Option<Nichandle>,
    /// The holder, where that was asked for and the person is not erased: personal data.
    pub holder: Option<Buyer>,
    /// Who keeps the account.
    pub seller: Option<Seller>,
    /// In which language its holder reads.
    pub locale: Locale,
    /// Its currency.
    pub currency: Currency,
    /// So many points are a unit of it.
    pub rate: PointsRate,
    /// From this moment, included.
    pub from: Option<DateTime<Utc>>,
    /// To this moment, excluded.
    pub to: Option<DateTime<Utc>>,
    /// When it was made, by the registrar's clock.
    pub made_at: DateTime<Utc>,
    /// Before the first movement.
    pub opening: Books,
    /// The movements, in order, each with the balance after it.
    pub entries: Vec<EntryRow>,
    /// After the last movement.
    pub closing: Books,
}

/// What a kind of movement did to the points that are free to use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Movement {
    /// How often.
    pub count: u64,
    /// Points that came.
    pub credit: i128,
    /// Points that went.
    pub debit: i128,
}

/// The sums of a statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatementTotals {
    /// By kind: `Bought`, `Reserved`, …
    pub kinds: BTreeMap<String, Movement>,
    /// Of all.
    pub all: Movement,
}

impl Movement {
    fn add(&mut self, change: i64) {
        self.count += 1;
        if change > 0 {
            self.credit += i128::from(change);
        } else {
            self.debit += i128::from(change.unsigned_abs());
        }
    }
}

impl StatementSheet {
    /// What the movements come to. The opening balance plus credit minus debit is the closing balance.
    pub fn totals(&self) -> StatementTotals {
        let mut totals = StatementTotals::default();
        for entry in &self.entries {
            totals.kinds.entry(entry.event_type.clone()).or_default().add(entry.change());
            totals.all.add(entry.change());
        }
        totals
    }

    /// Points as an amount of the account's currency, for reading: `12.34 EUR`.
    pub fn amount(&self, points: i128) -> String {
        worth(points, self.rate, self.currency)
    }
}

/// Points as an amount of a currency. Points may be finer than coins: a point is a hundredth of a franc.
fn worth(points: i128, rate: PointsRate, currency: Currency) -> String {
    let decimals = currency.exponent().max(2);
    let points = Decimal::try_from_i128_with_scale(points, 0).unwrap_or(Decimal::MAX);
    let amount = (points / Decimal::from(rate.points_per_unit())).round_dp(decimals);
    format!("{amount:.*} {currency}", decimals as usize)
}

impl Application {
    /// A points account's statement. With `holder`, it names the person: whoever shows that has it written down.
    ///
    /// # Errors
    /// There is no such points account; more than `most` movements.
    #[boxed]
    pub async fn statement(
        &self,
        account: AccountNumber,
        from: Option<DateTime<Utc>>,
        to: Option<DateTime<Utc>>,
        holder: bool,
        most: usize,
    ) -> Result<StatementSheet, AskError> {
        let views = self.views();
        let balance = views.points(account).await?;
        let balance = balance.ok_or(Refusal::Points(points_account::Refusal::NotOpen))?;
        let profile = self.journal().load::<domain_model::account::Account>(&account).await?.state;
        let profile = profile.profile();
        let locale = profile.map_or(Locale::FALLBACK, |profile| profile.locale);
        let currency = balance.currency.or(profile.map(|profile| profile.currency)).unwrap_or(Currency::EUR);
        let (mut entries, mut after) = (vec![], None);
        let opening = loop {
            let paging = Paging { first: projections::MOST_ROWS, after, descending: false };
            let part = views.statement(account, from, to, None, &paging).await?;
            after = part.entries.items.last().map(|item| item.cursor.clone());
            let more = part.entries.more;
            entries.extend(part.entries.into_rows());
            if entries.len() > most {
                return Err(Refusal::from(InvoiceRefusal::StatementTooLong { most }).into());
            }
            if !more {
                break part.opening;
            }
        };
        // A movement that came while the pages were read is on the next statement, not half on this one.
        let closing = entries.last().map_or(opening, books_after);
        Ok(StatementSheet {
            account,
            nichandle: profile.map(|profile| profile.nichandle.clone()),
            holder: if holder { self.holder_of(account).await? } else { None },
            seller: self.settings().seller.as_ref().map(|seller| seller.in_language(locale)),
            locale,
            currency,
            rate: self.settings().rate(currency),
            from,
            to,
            made_at: self.clock().now(),
            opening,
            entries,
            closing,
        })
    }

    async fn holder_of(&self, account: AccountNumber) -> Result<Option<Buyer>, AskError> {
        let own = self.journal().load::<Contact>(&account.own_contact()).await?.state;
        Ok(own.person().and_then(|person| person.details.value()).and_then(|holder| Buyer::of(holder)))
    }

    /// As an amount of an account's currency, at its rate.
    pub fn points_as_money(&self, points: Points, currency: Currency) -> String {
        worth(points.get().into(), self.settings().rate(currency), currency)
    }
}

fn books_after(entry: &EntryRow) -> Books {
    Books { available: entry.available, reserved: entry.reserved, spent: entry.spent }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_read_as_money_at_the_rate_of_their_currency() {
        let worth = |points, rate, code| {
            worth(points, PointsRate::new(rate).unwrap(), Currency::parse(code).unwrap())
        };
        assert_eq!(worth(12_345, 100, "EUR"), "123.45 EUR");
        assert_eq!(worth(-5, 100, "XOF"), "-0.05 XOF");
        assert_eq!(worth(5_450_000, 100, "XOF"), "54500.00 XOF");
        assert_eq!(worth(1, 1000, "KWD"), "0.001 KWD");
        assert_eq!(worth(0, 100, "EUR"), "0.00 EUR");
    }
}
