//! What happens, as it happens.

use crate::caller::{Caller, application, caller, coded, sight};
use crate::limits;
use crate::news::{News, Told};
use crate::objects::{Consent, Operation};
use crate::payload::{failure, view_failure};
use application::{Application, AskError};
use async_graphql::{Context, Result, SimpleObject, Subscription as Subscriptions};
use chrono::{DateTime, Utc};
use domain_model::values::OperationNumber;
use futures::Stream;
use projections::View;
use secrecy::ExposeSecret;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, broadcast};

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
    /// The customer's request that it belongs to.
    correlation: String,
}

/// How long a subscription waits for a view that has fallen behind.
const PATIENCE: Duration = Duration::from_secs(60);

/// How many subscriptions one connection may have.
#[derive(Clone)]
pub struct Seats(Arc<Semaphore>);

impl Default for Seats {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(limits::SUBSCRIPTIONS)))
    }
}

/// One subscription: what it hears, and what it waits for before it tells.
struct Listening {
    application: Application,
    caller: Caller,
    news: broadcast::Receiver<Arc<Told>>,
    view: View,
    over: bool,
    _seat: Option<OwnedSemaphorePermit>,
}

impl Listening {
    async fn begin(ctx: &Context<'_>, view: View) -> Result<Self> {
        let seat = match ctx.data_opt::<Seats>() {
            Some(seats) => Some(seats.0.clone().try_acquire_owned().map_err(|_| {
                let most = limits::SUBSCRIPTIONS;
                coded("TOO_MANY_SUBSCRIPTIONS", format!("a connection has at most {most} subscriptions"))
            })?),
            None => None,
        };
        let news = ctx.data_unchecked::<News>().listen().await;
        Ok(Self {
            application: application(ctx).clone(),
            caller: caller(ctx)?.clone(),
            news: news.map_err(|error| failure(&AskError::Journal(error)))?,
            view,
            over: false,
            _seat: seat,
        })
    }

    /// The next event of these kinds of streams that the view has seen. An error is the last answer.
    async fn next(&mut self, wanted: impl Fn(&Told) -> bool) -> Option<Result<Arc<Told>>> {
        if self.over {
            return None;
        }
        loop {
            match self.news.recv().await {
                Ok(told) if wanted(&told) => {
                    let ready = self.ready(&told).await;
                    self.over = ready.is_err();
                    return Some(ready.map(|()| told));
                }
                Ok(_) => {}
                Err(broadcast::error::RecvError::Closed) => return None,
                Err(broadcast::error::RecvError::Lagged(missed)) => {
                    self.over = true;
                    let message = format!(
                        "{missed} events came faster than they were read: subscribe again, and read the list"
                    );
                    return Some(Err(coded("TOO_SLOW", message)));
                }
            }
        }
    }

    /// The view has seen it, and the token is still in force.
    async fn ready(&self, told: &Told) -> Result<()> {
        let token = self.caller.token.expose_secret();
        // To be told something is no use of a session.
        let known = self.application.admitted(token, false).await.map_err(|error| failure(&error))?;
        if known.is_none_or(|known| known.role != self.caller.role) {
            return Err(coded("UNAUTHENTICATED", "the token is no longer in force, or its role has changed"));
        }
        let seen = self.application.journal().wait_for(self.view.name(), &[told.cursor], PATIENCE).await;
        seen.map_err(|error| failure(&AskError::Journal(error)))
    }
}

fn number(told: &Told) -> OperationNumber {
    OperationNumber::new(told.stream.aggregate_id().parse().unwrap_or_default())
}

/// What happens, as it happens.
pub struct Subscription;

#[Subscriptions]
impl Subscription {
    /// Every event from now on, of all streams or of one kind of them: `operation`, `trade`, `transfer` …
    async fn events(
        &self,
        ctx: &Context<'_>,
        kind: Option<String>,
    ) -> Result<impl Stream<Item = Result<Happened>> + use<>> {
        sight(ctx)?;
        if let Some(kind) = kind.as_deref().filter(|kind| !domain_model::AGGREGATE_TYPES.contains(kind)) {
            let known = domain_model::AGGREGATE_TYPES.join(", ");
            return Err(coded("BAD_KIND", format!("kind: {kind} is none of {known}")));
        }
        let listening = Listening::begin(ctx, View::Feed).await?;
        Ok(futures::stream::unfold((listening, kind), |(mut listening, kind)| async move {
            let of_kind =
                |told: &Told| kind.as_deref().is_none_or(|kind| kind == told.stream.aggregate_type());
            let next = listening.next(of_kind).await?;
            Some((next.map(|told| happened(&told)), (listening, kind)))
        }))
    }

    /// Each operation that changes from now on, as its new row: of one account, or of all.
    async fn pending_operations(
        &self,
        ctx: &Context<'_>,
        account: Option<u64>,
    ) -> Result<impl Stream<Item = Result<Operation>> + use<>> {
        sight(ctx)?;
        let listening = Listening::begin(ctx, View::Operations).await?;
        Ok(futures::stream::unfold(listening, move |mut listening| async move {
            loop {
                let next = listening.next(|told| told.stream.aggregate_type() == "operation").await?;
                let row = match next {
                    Ok(told) => {
                        let views = listening.application.views();
                        views.operation(number(&told), projections::Sight::Closed).await.map_err(view_failure)
                    }
                    Err(error) => Err(error),
                };
                match row.map(|row| row.map(|row| Operation::of(row, None))) {
                    Ok(Some(operation)) if operation.is_of(account) => {
                        return Some((Ok(operation), listening));
                    }
                    Ok(_) => {}
                    Err(error) => return Some((Err(error), listening)),
                }
            }
        }))
    }

    /// Each trade and transfer that changes from now on, as its new row.
    async fn votes(&self, ctx: &Context<'_>) -> Result<impl Stream<Item = Result<Consent>> + use<>> {
        let sight = sight(ctx)?;
        let listening = Listening::begin(ctx, View::Votes).await?;
        Ok(futures::stream::unfold(listening, move |mut listening| async move {
            loop {
                let of_votes = |told: &Told| matches!(told.stream.aggregate_type(), "trade" | "transfer");
                let row = match listening.next(of_votes).await? {
                    Ok(told) => {
                        let (views, number) = (listening.application.views(), number(&told));
                        let found = match told.stream.aggregate_type() {
                            "trade" => views.trade(number, sight).await,
                            _ => views.transfer(number, sight).await,
                        };
                        found.map_err(view_failure)
                    }
                    Err(error) => Err(error),
                };
                match row {
                    Ok(Some(row)) => return Some((Ok(Consent::of(row, None)), listening)),
                    Ok(None) => {}
                    Err(error) => return Some((Err(error), listening)),
                }
            }
        }))
    }
}

fn happened(told: &Told) -> Happened {
    Happened {
        stream: told.stream.to_string(),
        sequence: told.sequence,
        kind: told.event_type.clone(),
        at: told.cause.at,
        actor: told.cause.actor.to_string(),
        correlation: told.cause.correlation.to_string(),
    }
}
