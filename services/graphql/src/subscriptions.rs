//! What happens, as it happens.

use crate::caller::{application, sight};
use async_graphql::{Context, Result, SimpleObject, Subscription as Subscriptions};
use chrono::{DateTime, Utc};
use futures::Stream;
use projections::Paging;
use projections::feed::{FeedFilter, FeedRow};
use std::collections::BTreeSet;
use std::time::Duration;

/// An event that has happened.
#[derive(Clone, SimpleObject)]
pub struct Happened {
    /// Its stream: `operation/1000007`.
    stream: String,
    /// Its number in the stream.
    sequence: i64,
    /// Its name.
    kind: String,
    /// When, by the registrar's clock.
    at: DateTime<Utc>,
    /// Who.
    actor: String,
}

const LOOK: Duration = Duration::from_millis(250);
const PAGE: u32 = 200;

/// What happens, as it happens.
pub struct Subscription;

#[Subscriptions]
impl Subscription {
    /// Every event from now on, of all streams or of one kind of them: `operation`, `trade`, `transfer` …
    async fn events<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        kind: Option<String>,
    ) -> Result<impl Stream<Item = Happened> + 'ctx> {
        sight(ctx)?;
        let views = application(ctx).views().clone();
        let filter = FeedFilter { kinds: kind.into_iter().collect(), ..FeedFilter::default() };
        let page = Paging::first(PAGE).descending();
        let latest = views.feed(&filter, &page).await.map_err(crate::payload::view_failure)?;
        let seen: BTreeSet<(String, i64)> = latest.into_rows().iter().map(place).collect();
        let state = (views, filter, page, seen, std::collections::VecDeque::<Happened>::new());
        Ok(futures::stream::unfold(state, |(views, filter, page, mut seen, mut waiting)| async move {
            loop {
                if let Some(next) = waiting.pop_front() {
                    return Some((next, (views, filter, page, seen, waiting)));
                }
                tokio::time::sleep(LOOK).await;
                let Ok(latest) = views.feed(&filter, &page).await else { continue };
                let rows = latest.into_rows();
                let fresh = rows.iter().rev().filter(|row| !seen.contains(&place(row)));
                waiting.extend(fresh.map(happened));
                // Only the newest page is remembered: a subscriber who is slower than that has a list to read.
                seen = rows.iter().map(place).collect();
            }
        }))
    }
}

fn place(row: &FeedRow) -> (String, i64) {
    (row.stream().to_string(), row.sequence)
}

fn happened(row: &FeedRow) -> Happened {
    Happened {
        stream: row.stream().to_string(),
        sequence: row.sequence,
        kind: row.event_type.clone(),
        at: row.at,
        actor: row.actor.clone(),
    }
}
