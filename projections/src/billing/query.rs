//! The queries of invoices and adjustments.

use super::{AdjustmentRow, InvoiceRow};
use crate::boxed;
use crate::error::ViewError;
use crate::page::{self, Conditions, Order, Page, Paging, counted, listed};
use crate::views::{Sight, Views, bigint};
use chrono::NaiveDate;
use domain_model::values::{AccountNumber, AdjustmentNumber, InvoiceNumber};

/// Which invoices. What is absent does not restrict.
#[derive(Clone, Debug, Default)]
pub struct InvoiceFilter {
    /// Of this account.
    pub account: Option<AccountNumber>,
    /// `due`, `paid`, `cancelled` or `credit-note`.
    pub status: Option<String>,
    /// Issued on this day or later …
    pub from: Option<NaiveDate>,
    /// … and before this one.
    pub to: Option<NaiveDate>,
    /// To be paid before this day, and not paid.
    pub overdue_on: Option<NaiveDate>,
}

impl InvoiceFilter {
    fn restrict(&self, query: &mut Conditions) {
        if let Some(account) = self.account {
            query.push(" and account = ").push_bind(bigint(account.get()));
        }
        if let Some(status) = &self.status {
            query.push(" and status = ").push_bind(status.clone());
        }
        if let Some(from) = self.from {
            query.push(" and issued >= ").push_bind(from);
        }
        if let Some(to) = self.to {
            query.push(" and issued < ").push_bind(to);
        }
        if let Some(day) = self.overdue_on {
            query.push(" and status = 'due' and due < ").push_bind(day);
        }
    }
}

/// Which adjustments. What is absent does not restrict.
#[derive(Clone, Debug, Default)]
pub struct AdjustmentFilter {
    /// Of this account.
    pub account: Option<AccountNumber>,
    /// Only those that wait, or only those that do not.
    pub waiting: Option<bool>,
}

impl AdjustmentFilter {
    fn restrict(&self, query: &mut Conditions) {
        if let Some(account) = self.account {
            query.push(" and account = ").push_bind(bigint(account.get()));
        }
        match self.waiting {
            Some(true) => _ = query.push(" and status = 'waiting'"),
            Some(false) => _ = query.push(" and status <> 'waiting'"),
            None => {}
        }
    }
}

const BY_ISSUE: Order = Order { by: "issued_at", by_type: "timestamptz", key: "number", key_type: "text" };
const BY_NUMBER: Order = Order { by: "number", by_type: "bigint", key: "number", key_type: "bigint" };

impl Views {
    /// An invoice or a credit note.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn invoice(
        &self,
        number: InvoiceNumber,
        sight: Sight,
    ) -> Result<Option<InvoiceRow>, ViewError> {
        self.one(number.to_string(), sight).await
    }

    /// Invoices and credit notes, by the time of their issue; buyers are not shown.
    ///
    /// # Errors
    /// The cursor is of another list, or the database failed.
    #[boxed]
    pub async fn invoices(
        &self,
        filter: &InvoiceFilter,
        paging: &Paging,
    ) -> Result<Page<InvoiceRow>, ViewError> {
        let mut query = page::list("to_json(i)", "invoices i", BY_ISSUE);
        filter.restrict(&mut query);
        let page = listed(self.pool(), query, BY_ISSUE, paging).await?;
        self.read_page("invoices", page, Sight::Closed).await
    }

    /// How many a filter leaves.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn count_invoices(&self, filter: &InvoiceFilter) -> Result<u64, ViewError> {
        let mut query = page::count("invoices i");
        filter.restrict(&mut query);
        counted(self.pool(), query).await
    }

    /// An adjustment.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn adjustment(&self, number: AdjustmentNumber) -> Result<Option<AdjustmentRow>, ViewError> {
        self.one(number.to_string(), Sight::Closed).await
    }

    /// Adjustments, by number.
    ///
    /// # Errors
    /// The cursor is of another list, or the database failed.
    #[boxed]
    pub async fn adjustments(
        &self,
        filter: &AdjustmentFilter,
        paging: &Paging,
    ) -> Result<Page<AdjustmentRow>, ViewError> {
        let mut query = page::list("to_json(a)", "adjustments a", BY_NUMBER);
        filter.restrict(&mut query);
        let page = listed(self.pool(), query, BY_NUMBER, paging).await?;
        self.read_page("adjustments", page, Sight::Closed).await
    }
}
