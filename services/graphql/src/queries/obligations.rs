//! What is owed about names.

use super::list::{part, seen};
use crate::caller::{application, sight};
use crate::limits::rows;
use crate::values::DomainName;
use async_graphql::connection::Connection;
use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use domain_model::values::AccountNumber;
use projections::View;
use projections::obligations::{ObligationFilter, ObligationRow};

/// Something that the registrar owes about a name by a day: a notice, an interruption, a deletion.
#[derive(SimpleObject)]
pub struct Obligation {
    /// What, and the day that it is about: `expiry-notice-30@2027-11-27`.
    key: String,
    /// What: `expiry-notice-30`, `expired-notice`, `interruption`, `reinstatement`, `deletion`, `data-reminder`,
    /// `verification`, `resumption`, `disclosure-answer-1000`.
    kind: String,
    /// The day that it is about: an expiry, an anniversary.
    about: NaiveDate,
    /// The name.
    name: String,
    /// The registration that it is owed for.
    registration: u64,
    /// Who manages the name.
    account: u64,
    /// When it is to be done.
    #[graphql(name = "from")]
    from_day: DateTime<Utc>,
    /// After this it is missed.
    due: DateTime<Utc>,
    /// The rule that was applied.
    rule: String,
    /// open, missed, discharged, waived or void.
    standing: String,
    /// Whether its day passed before it was done.
    missed: bool,
    /// The letter that discharged it, by its Message-ID's first part.
    letter: Option<String>,
    /// The operation that discharged it.
    operation: Option<u64>,
    /// Why it was waived.
    reason: Option<String>,
    /// When it was opened.
    opened_at: DateTime<Utc>,
    /// When it was discharged, waived or found moot.
    settled_at: Option<DateTime<Utc>>,
    /// Who changed it last.
    changed_by: String,
}

impl From<ObligationRow> for Obligation {
    fn from(row: ObligationRow) -> Self {
        Self {
            key: row.key.to_string(),
            kind: row.kind,
            about: row.about,
            name: row.name.to_string(),
            registration: row.registration.get(),
            account: row.account.get(),
            from_day: row.from_day,
            due: row.due,
            rule: row.rule,
            standing: row.standing,
            missed: row.missed,
            letter: row.letter,
            operation: row.operation.map(|number| number.get()),
            reason: row.reason,
            opened_at: row.opened_at,
            settled_at: row.settled_at,
            changed_by: row.changed_by,
        }
    }
}

/// What is owed.
#[derive(Default)]
pub struct Obligations;

#[Object(name = "ObligationsQueries")]
impl Obligations {
    /// What is owed about names, by the day on which it is due: still to be done, at risk, or missed.
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the field")]
    #[graphql(complexity = "rows(first, last) * child_complexity")]
    async fn obligations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "About this name.")] name: Option<DomainName>,
        #[graphql(desc = "About names of this account.")] account: Option<u64>,
        #[graphql(desc = "Due before this moment.")] due: Option<DateTime<Utc>>,
        #[graphql(desc = "Whether its day passed before it was done.")] missed: Option<bool>,
        #[graphql(desc = "Whether it is still to be done.")] outstanding: Option<bool>,
        #[graphql(desc = "Of this kind.")] kind: Option<String>,
        first: Option<u32>,
        after: Option<String>,
        last: Option<u32>,
        before: Option<String>,
        consistency: Option<String>,
    ) -> Result<Connection<String, Obligation>> {
        sight(ctx)?;
        seen(ctx, View::Obligations, consistency).await?;
        let part = part(first, after, last, before, false)?;
        let (name, account) = (name.map(|name| name.0), account.map(AccountNumber::new));
        let filter = ObligationFilter { name, account, due, missed, outstanding, kind };
        part.connection(application(ctx).views().obligations(&filter, &part.paging).await, Obligation::from)
    }
}
