//! The names that the account manages, or may see as a contact of theirs.

use super::own_domain::OwnDomain;
use super::{not_yours, owner};
use crate::caller::{application, coded};
use crate::limits::rows;
use crate::objects::{DomainState, standing};
use crate::payload::{coded_failure, view_failure};
use crate::queries::exports::Source;
use crate::queries::ledger::Quote;
use crate::queries::list::{kept, part};
use crate::values::DomainName;
use application::Right;
use async_graphql::connection::Connection;
use async_graphql::{Context, Enum, InputObject, Object, Result};
use chrono::{DateTime, Utc};
use domain_model::values::{ContactNumber, Period, PricedAction};
use projections::Sight;
use projections::whois::{NameFilter, NameRow, NameSort};

/// Which of the account's names.
#[derive(Default, InputObject)]
pub struct OwnDomainFilter {
    /// Where they are.
    #[graphql(default)]
    states: Vec<DomainState>,
    /// Under which ending.
    tld: Option<String>,
    /// With this contact, in any role.
    contact: Option<u64>,
    /// Expiring at this moment or later.
    expires_from: Option<DateTime<Utc>>,
    /// Expiring before this moment.
    expires_before: Option<DateTime<Utc>>,
    /// Beginning with this text.
    text: Option<String>,
}

impl OwnDomainFilter {
    fn of(self, ctx: &Context<'_>) -> NameFilter {
        NameFilter {
            account: Some(owner(ctx).account()),
            standings: self.states.into_iter().filter_map(standing).collect(),
            tld: self.tld,
            contact: self.contact.map(ContactNumber::new),
            expires_from: self.expires_from,
            expires_before: self.expires_before,
            prefix: self.text,
            ..NameFilter::default()
        }
    }
}

/// What a list of names is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum OwnDomainSort {
    /// The name.
    #[default]
    Name,
    /// The expiry.
    Expires,
    /// The creation.
    Created,
}

impl From<OwnDomainSort> for NameSort {
    fn from(sort: OwnDomainSort) -> Self {
        match sort {
            OwnDomainSort::Name => Self::Name,
            OwnDomainSort::Expires => Self::Expires,
            OwnDomainSort::Created => Self::Created,
        }
    }
}

/// Names.
#[derive(Default)]
pub struct Names;

#[Object(name = "ResellerNamesQueries")]
impl Names {
    /// The names that the account manages, filtered and sorted.
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the field")]
    #[graphql(complexity = "rows(first, last) * child_complexity")]
    async fn domains(
        &self,
        ctx: &Context<'_>,
        #[graphql(default)] filter: OwnDomainFilter,
        #[graphql(default)] sort: OwnDomainSort,
        #[graphql(default)] descending: bool,
        first: Option<u32>,
        after: Option<String>,
        last: Option<u32>,
        before: Option<String>,
    ) -> Result<Connection<String, OwnDomain>> {
        let part = part(first, after, last, before, descending)?;
        let page = application(ctx).views().names(&filter.of(ctx), sort.into(), &part.paging).await;
        part.connection(page.map(|page| kept(page, |row| OwnDomain::of(ctx, row))), |name| name)
    }

    /// As `domains`, as a table of comma-separated values; at most 100,000 lines.
    #[graphql(complexity = "2_000")]
    async fn domains_csv(
        &self,
        ctx: &Context<'_>,
        #[graphql(default)] filter: OwnDomainFilter,
        #[graphql(default)] sort: OwnDomainSort,
        #[graphql(default)] descending: bool,
    ) -> Result<String> {
        let (filter, sort) = (filter.of(ctx), NameSort::from(sort));
        Source::OwnNames(filter, sort).table(ctx, descending).await
    }

    /// A name that the account may see.
    async fn domain(&self, ctx: &Context<'_>, name: DomainName) -> Result<Option<OwnDomain>> {
        OwnDomain::named(ctx, &name.0.to_string()).await
    }

    /// The code that lets a name go to another registrar; for those who may manage it.
    async fn auth_code(&self, ctx: &Context<'_>, name: DomainName) -> Result<Option<String>> {
        let row = application(ctx).views().name(&name.0, Sight::Open).await.map_err(view_failure)?;
        let account = owner(ctx).account();
        let held = row.as_ref().and_then(NameRow::registration);
        let held = held.filter(|held| Right::Manage.of(account, held));
        let held = held.ok_or_else(|| not_yours(&name.0.to_string()))?;
        Ok(held.auth_code.as_ref().and_then(|code| code.value()).map(|code| code.as_str().to_owned()))
    }

    /// What the account would pay now, asked of the registry where the ending has premium names.
    #[graphql(complexity = "crate::limits::question(child_complexity)")]
    async fn quote(
        &self,
        ctx: &Context<'_>,
        name: DomainName,
        #[graphql(desc = "create, renew, transfer, restore or trade.")] action: String,
        #[graphql(desc = "Years of a registration or a renewal.", default = 1)] period: u32,
    ) -> Result<Quote> {
        let wrong =
            |name: &str, error: &dyn std::fmt::Display| coded("BAD_ARGUMENT", format!("{name}: {error}"));
        let action = PricedAction::parse(&action).map_err(|error| wrong("action", &error))?;
        let years = Period::new(period).map_err(|error| wrong("period", &error))?;
        let application = application(ctx);
        let at = application.clock().now();
        let quoted = application.quoted(owner(ctx).account(), &name.0, action, Some(years), at).await;
        Ok(quoted.map_err(|error| coded_failure(&error))?.into())
    }
}
