//! Names: whois, and lists.

use super::list::{part, seen};
use crate::caller::{application, coded, sight};
use crate::limits::rows;
use crate::looks;
use crate::objects::{Domain, DomainState, Node, Whois, node, standing};
use crate::payload::view_failure;
use crate::values::DomainName;
use async_graphql::connection::Connection;
use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use chrono::{DateTime, Utc};
use domain_model::values::{AccountNumber, ContactNumber};
use projections::View;
use projections::whois::{NameFilter, NameSort};

/// Which names.
#[derive(Default, InputObject)]
pub struct DomainFilter {
    /// Where they are.
    #[graphql(default)]
    states: Vec<DomainState>,
    /// Under which ending.
    tld: Option<String>,
    /// Whose.
    account: Option<u64>,
    /// With this contact, in any role.
    contact: Option<u64>,
    /// Expiring at this moment or later.
    expires_from: Option<DateTime<Utc>>,
    /// Expiring before this moment.
    expires_before: Option<DateTime<Utc>>,
    /// Beginning with this text.
    text: Option<String>,
}

impl From<DomainFilter> for NameFilter {
    fn from(filter: DomainFilter) -> Self {
        Self {
            standings: filter.states.iter().copied().filter_map(standing).collect(),
            tld: filter.tld,
            account: filter.account.map(AccountNumber::new),
            expires_from: filter.expires_from,
            expires_before: filter.expires_before,
            contact: filter.contact.map(ContactNumber::new),
            role: None,
            prefix: filter.text,
            busy: None,
        }
    }
}

/// What a list of names is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum DomainSort {
    /// The name.
    #[default]
    Name,
    /// The expiry.
    Expires,
    /// The creation.
    Created,
}

impl From<DomainSort> for NameSort {
    fn from(sort: DomainSort) -> Self {
        match sort {
            DomainSort::Name => Self::Name,
            DomainSort::Expires => Self::Expires,
            DomainSort::Created => Self::Created,
        }
    }
}

/// Names.
#[derive(Default)]
pub struct Names;

#[Object(name = "NamesQueries")]
impl Names {
    /// What is known of a name, now or on any day.
    async fn whois(
        &self,
        ctx: &Context<'_>,
        name: DomainName,
        as_of: Option<DateTime<Utc>>,
        consistency: Option<String>,
    ) -> Result<Option<Whois>> {
        seen(ctx, View::Whois, consistency).await?;
        let views = application(ctx).views();
        let found = match as_of {
            Some(at) => views.whois_as_of(&name.0, at, sight(ctx)?).await,
            None => views.whois(&name.0, sight(ctx)?).await,
        };
        Ok(found.map_err(view_failure)?.map(|found| Whois::of(&found, as_of)))
    }

    /// A name, now or on any day.
    async fn domain(
        &self,
        ctx: &Context<'_>,
        name: DomainName,
        as_of: Option<DateTime<Utc>>,
        consistency: Option<String>,
    ) -> Result<Option<Domain>> {
        seen(ctx, View::Whois, consistency).await?;
        sight(ctx)?;
        let views = application(ctx).views();
        let found = match as_of {
            Some(at) => views.name_as_of(&name.0, at).await,
            None => views.name(&name.0, projections::Sight::Closed).await,
        };
        Ok(found.map_err(view_failure)?.map(|row| Domain::of(&row, as_of)))
    }

    /// Names, filtered and sorted.
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the field")]
    #[graphql(complexity = "rows(first, last) * child_complexity")]
    async fn domains(
        &self,
        ctx: &Context<'_>,
        #[graphql(default)] filter: DomainFilter,
        #[graphql(default)] sort: DomainSort,
        #[graphql(default)] descending: bool,
        first: Option<u32>,
        after: Option<String>,
        last: Option<u32>,
        before: Option<String>,
        consistency: Option<String>,
    ) -> Result<Connection<String, Domain>> {
        seen(ctx, View::Whois, consistency).await?;
        sight(ctx)?;
        let part = part(first, after, last, before, descending)?;
        let page = application(ctx).views().names(&filter.into(), sort.into(), &part.paging).await;
        part.connection(page, |row| Domain::of(&row, None))
    }

    /// The code that lets a name go, for those who may see it. Every look is recorded.
    #[graphql(visible = "crate::caller::visible::support")]
    async fn auth_code(&self, ctx: &Context<'_>, name: DomainName) -> Result<Option<String>> {
        crate::caller::support(ctx)?;
        let found =
            application(ctx).views().name(&name.0, projections::Sight::Open).await.map_err(view_failure)?;
        let Some(row) = found else { return Err(coded("NOT_FOUND", "the name is not registered here")) };
        let code = row.registration().and_then(|held| held.auth_code.as_ref()).and_then(|code| code.value());
        looks::at(ctx, format!("domain/{}", name.0));
        Ok(code.map(|code| code.as_str().to_owned()))
    }

    /// Anything by its global id.
    async fn node(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Node>> {
        sight(ctx)?;
        node(ctx, &id).await
    }

    /// Several things by their global ids, in the order of the ids; at most 100.
    #[graphql(complexity = "ids.len().min(100) * child_complexity")]
    async fn nodes(&self, ctx: &Context<'_>, ids: Vec<ID>) -> Result<Vec<Option<Node>>> {
        sight(ctx)?;
        if ids.len() > 100 {
            return Err(coded("BAD_PAGE", "ids: at most 100 are expected"));
        }
        futures::future::try_join_all(ids.iter().map(|id| node(ctx, id))).await
    }
}
