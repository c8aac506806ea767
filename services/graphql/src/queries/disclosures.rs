//! Requests for data that the directory does not show.

use super::list::{part, seen};
use crate::caller::{application, sight};
use crate::limits::rows;
use crate::objects::{DisclosureRequest, RequesterKind};
use crate::payload::view_failure;
use crate::values::DomainName;
use async_graphql::connection::Connection;
use async_graphql::{Context, Object, Result};
use chrono::{DateTime, Utc};
use domain_model::values::DisclosureNumber;
use projections::View;
use projections::disclosures::DisclosureFilter;

/// The desk.
#[derive(Default)]
pub struct Disclosures;

#[Object(name = "DisclosuresQueries")]
impl Disclosures {
    /// A request for data that the directory does not show.
    async fn disclosure_request(
        &self,
        ctx: &Context<'_>,
        number: u64,
        consistency: Option<String>,
    ) -> Result<Option<DisclosureRequest>> {
        seen(ctx, View::Disclosures, consistency).await?;
        let (number, sight) = (DisclosureNumber::new(number), sight(ctx)?);
        let found = application(ctx).views().disclosure(number, sight).await.map_err(view_failure)?;
        Ok(found.map(DisclosureRequest::from))
    }

    /// Requests for data that the directory does not show, by the moment at which the answer is due.
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the field")]
    #[graphql(complexity = "rows(first, last) * child_complexity")]
    async fn disclosure_requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "About this name.")] name: Option<DomainName>,
        #[graphql(desc = "received, more-asked, granted, refused or withdrawn.")] status: Option<String>,
        #[graphql(desc = "Whether an answer is still owed.")] open: Option<bool>,
        #[graphql(desc = "Of this kind of requester.")] kind: Option<RequesterKind>,
        #[graphql(desc = "Due before this moment.")] due: Option<DateTime<Utc>>,
        #[graphql(desc = "Whether its day passed before the answer.")] missed: Option<bool>,
        first: Option<u32>,
        after: Option<String>,
        last: Option<u32>,
        before: Option<String>,
        consistency: Option<String>,
    ) -> Result<Connection<String, DisclosureRequest>> {
        let sight = sight(ctx)?;
        seen(ctx, View::Disclosures, consistency).await?;
        let part = part(first, after, last, before, false)?;
        let (name, kind) = (name.map(|name| name.0), kind.map(Into::into));
        let filter = DisclosureFilter { name, status, open, kind, due, missed };
        let page = application(ctx).views().disclosures(&filter, &part.paging, sight).await;
        part.connection(page, DisclosureRequest::from)
    }
}
