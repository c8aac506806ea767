//! Changes of accounts of services: the desk's list, and one of them.

use super::list::{part, seen};
use crate::caller::{application, sight};
use crate::limits::rows;
use crate::objects::ContactChange;
use crate::payload::view_failure;
use crate::values::DomainName;
use async_graphql::connection::Connection;
use async_graphql::{Context, Object, Result};
use domain_model::values::{AccountNumber, OperationNumber};
use projections::View;
use projections::contact_changes::ContactChangeFilter;

/// Changes of accounts of services.
#[derive(Default)]
pub struct ContactChanges;

#[Object(name = "ContactChangesQueries")]
impl ContactChanges {
    /// A change of an account of a service.
    async fn contact_change(
        &self,
        ctx: &Context<'_>,
        number: u64,
        consistency: Option<String>,
    ) -> Result<Option<ContactChange>> {
        seen(ctx, View::Votes, consistency).await?;
        let number = OperationNumber::new(number);
        let found = application(ctx).views().contact_change(number, sight(ctx)?).await;
        Ok(found.map_err(view_failure)?.map(ContactChange::from))
    }

    /// Changes of accounts of services, newest first: all, or those that an account takes part in.
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the field")]
    #[graphql(complexity = "rows(first, last) * child_complexity")]
    async fn contact_changes(
        &self,
        ctx: &Context<'_>,
        open: Option<bool>,
        state: Option<String>,
        name: Option<DomainName>,
        account: Option<u64>,
        #[graphql(default = true)] descending: bool,
        first: Option<u32>,
        after: Option<String>,
        last: Option<u32>,
        before: Option<String>,
        consistency: Option<String>,
    ) -> Result<Connection<String, ContactChange>> {
        seen(ctx, View::Votes, consistency).await?;
        let filter = ContactChangeFilter {
            open,
            states: state.into_iter().collect(),
            name: name.map(|name| name.0),
            account: account.map(AccountNumber::new),
            ..ContactChangeFilter::default()
        };
        let part = part(first, after, last, before, descending)?;
        let page = application(ctx).views().contact_changes(&filter, &part.paging, sight(ctx)?).await;
        part.connection(page, ContactChange::from)
    }
}
