//! Where registries show of names something else than is believed.

use super::list::{part, seen};
use crate::caller::{application, sight};
use crate::limits::rows;
use crate::values::DomainName;
use async_graphql::connection::Connection;
use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain_model::drift::Field;
use domain_model::values::AccountNumber;
use projections::View;
use projections::drift::{DriftFilter, DriftRow};

/// What can differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Field")]
pub enum DriftField {
    /// The sponsoring registrar.
    Sponsor,
    /// The expiry.
    Expiry,
    /// The statuses that a registrar sets.
    ClientStatuses,
    /// The statuses that the registry sets.
    ServerStatuses,
    /// The name servers.
    NameServers,
    /// The registrant's object.
    Registrant,
    /// The administrative contact's object.
    Admin,
    /// The technical contact's object.
    Tech,
    /// The DNSSEC records.
    SecDns,
}

/// What became of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum DriftStanding {
    /// A person has to decide.
    Open,
    /// The registry is right: it is believed now.
    Accepted,
    /// We are right: an operation tells the registry.
    Pushed,
    /// It stays, and is silent until the registry shows something else.
    Ignored,
    /// A later comparison found it no more.
    Vanished,
}

impl DriftStanding {
    const ALL: [(Self, &'static str); 5] = [
        (Self::Open, "open"),
        (Self::Accepted, "accepted"),
        (Self::Pushed, "pushed"),
        (Self::Ignored, "ignored"),
        (Self::Vanished, "vanished"),
    ];

    fn word(self) -> &'static str {
        Self::ALL.iter().find(|(standing, _)| *standing == self).map_or("open", |(_, word)| word)
    }

    fn of(word: &str) -> Self {
        Self::ALL.iter().find(|(_, known)| *known == word).map_or(Self::Open, |(standing, _)| *standing)
    }
}

/// One field of a name that its registry shows otherwise than it is believed.
#[derive(SimpleObject)]
pub struct DriftedField {
    /// The name.
    name: String,
    /// What differs.
    field: Option<DriftField>,
    /// The registration that differs.
    registration: u64,
    /// Who manages the name.
    account: u64,
    /// What was believed, in words.
    believed: String,
    /// What the registry showed, in words.
    shown: String,
    /// What became of it.
    standing: DriftStanding,
    /// Why a person decided so.
    reason: Option<String>,
    /// The operation that tells the registry.
    operation: Option<u64>,
    /// When it was found.
    found_at: DateTime<Utc>,
    /// When it was decided on, or had vanished.
    settled_at: Option<DateTime<Utc>>,
    /// Who changed it last.
    changed_by: String,
}

impl From<DriftRow> for DriftedField {
    fn from(row: DriftRow) -> Self {
        Self {
            name: row.name.to_string(),
            field: row.field.parse::<Field>().ok().map(DriftField::from),
            registration: row.registration.get(),
            account: row.account.get(),
            believed: row.believed,
            shown: row.shown,
            standing: DriftStanding::of(&row.standing),
            reason: row.reason,
            operation: row.operation.map(|number| number.get()),
            found_at: row.found_at,
            settled_at: row.settled_at,
            changed_by: row.changed_by,
        }
    }
}

/// The drift of names.
#[derive(Default)]
pub struct Drift;

#[Object(name = "DriftQueries")]
impl Drift {
    /// Where registries show of names something else than is believed, by the moment in which it was found.
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the field")]
    #[graphql(complexity = "rows(first, last) * child_complexity")]
    async fn drift(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of this name.")] name: Option<DomainName>,
        #[graphql(desc = "Of names of this account.")] account: Option<u64>,
        #[graphql(desc = "In this field.")] field: Option<DriftField>,
        #[graphql(desc = "What became of it; OPEN is what waits for a person.")] standing: Option<
            DriftStanding,
        >,
        first: Option<u32>,
        after: Option<String>,
        last: Option<u32>,
        before: Option<String>,
        consistency: Option<String>,
    ) -> Result<Connection<String, DriftedField>> {
        sight(ctx)?;
        seen(ctx, View::Drift, consistency).await?;
        let part = part(first, after, last, before, false)?;
        let (name, account) = (name.map(|name| name.0), account.map(AccountNumber::new));
        let standing = standing.map(|standing| standing.word().to_owned());
        let filter = DriftFilter { name, account, field: field.map(Field::from), standing };
        part.connection(application(ctx).views().drift(&filter, &part.paging).await, DriftedField::from)
    }
}
