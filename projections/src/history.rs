//! Histories: what happened to one thing, who did it, and what it changed. Nothing is kept for this: the aggregate is
//! folded from the journal, and each state is compared with the one before.

mod difference;
mod reveal;

pub(crate) use reveal::concealed;

pub use difference::{Change, difference};

use crate::boxed;
use crate::error::ViewError;
use crate::stamp::Stamp;
use crate::views::{Sight, Views};
use chrono::{DateTime, Utc};
use domain_model::{
    account, adjustment, api_application, batch_mail, cart, contact, contact_change, credential,
    disclosure_request, domain, drift, host, invoice, invoice_series, mailboxes, maintenance, money_account,
    nichandle, obligations, operation, operator, order, payment_means, points_account, price_list,
    redirections, sign_in, trade, transfer, zone,
};
use journal::{JournalError, Recorded, StreamId};
use serde::Serialize;
use serde_json::Value;

/// One event of a history.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HistoryEntry {
    /// The event's number in the stream.
    pub sequence: i64,
    /// The event's name.
    pub event_type: String,
    /// What it says.
    pub payload: Value,
    /// When it happened, by the registrar's clock.
    pub at: DateTime<Utc>,
    /// When it was written, by the real clock.
    pub recorded_at: DateTime<Utc>,
    /// Who.
    pub actor: String,
    /// Through which door.
    pub channel: String,
    /// From which network address, where it was asked for and its key exists.
    pub address: Option<String>,
    /// Why, where a person decided.
    pub reason: Option<String>,
    /// The customer's request that it belongs to.
    pub correlation: String,
    /// The command that it answers.
    pub causation: Option<String>,
    /// The command that it was decided on.
    pub command: String,
    /// The aggregate before.
    pub before: Value,
    /// The aggregate after.
    pub after: Value,
    /// What differs between the two.
    pub changes: Vec<Change>,
}

/// An aggregate of any type.
trait Fold: Send {
    fn apply(&mut self, event: &Recorded) -> Result<(), JournalError>;
    fn state(&self) -> Result<Value, serde_json::Error>;
}

struct Of<A>(A);

impl<A: cqrs_es::Aggregate> Fold for Of<A> {
    fn apply(&mut self, event: &Recorded) -> Result<(), JournalError> {
        self.0.apply(event.decode()?);
        Ok(())
    }

    fn state(&self) -> Result<Value, serde_json::Error> {
        serde_json::to_value(&self.0)
    }
}

fn fold_of(aggregate_type: &str) -> Result<Box<dyn Fold>, ViewError> {
    Ok(match aggregate_type {
        "account" => Box::new(Of(account::Account::default())),
        "account-sign-in" => Box::new(Of(sign_in::AccountSignIn::default())),
        "adjustment" => Box::new(Of(adjustment::Adjustment::default())),
        "application" => Box::new(Of(api_application::ApiApplication::default())),
        "batch-mail" => Box::new(Of(batch_mail::BatchMail::default())),
        "cart" => Box::new(Of(cart::Cart::default())),
        "contact" => Box::new(Of(contact::Contact::default())),
        "contact-change" => Box::new(Of(contact_change::ContactChange::default())),
        "credential" => Box::new(Of(credential::Credential::default())),
        "disclosure-request" => Box::new(Of(disclosure_request::DisclosureRequest::default())),
        "domain" => Box::new(Of(domain::Domain::default())),
        "drift" => Box::new(Of(drift::Drift::default())),
        "host" => Box::new(Of(host::Host::default())),
        "invoice" => Box::new(Of(invoice::Invoice::default())),
        "invoice-series" => Box::new(Of(invoice_series::InvoiceSeries::default())),
        "mailboxes" => Box::new(Of(mailboxes::Mailboxes::default())),
        "maintenance" => Box::new(Of(maintenance::Maintenance::default())),
        "nichandle" => Box::new(Of(nichandle::Nichandle::default())),
        "money-account" => Box::new(Of(money_account::MoneyAccount::default())),
        "obligations" => Box::new(Of(obligations::Obligations::default())),
        "operation" => Box::new(Of(operation::Operation::default())),
        "operator" => Box::new(Of(operator::Operator::default())),
        "order" => Box::new(Of(order::Order::default())),
        "payment-means" => Box::new(Of(payment_means::RegisteredMeans::default())),
        "points-account" => Box::new(Of(points_account::PointsAccount::default())),
        "price-list" => Box::new(Of(price_list::PriceList::default())),
        "redirections" => Box::new(Of(redirections::Redirections::default())),
        "trade" => Box::new(Of(trade::Trade::default())),
        "transfer" => Box::new(Of(transfer::Transfer::default())),
        "zone" => Box::new(Of(zone::Zone::default())),
        other => return Err(ViewError::UnknownStream(other.to_owned())),
    })
}

impl Views {
    /// The history of a stream after event `after` (0: from the first), at most `first` events of it, with what each
    /// of them changed. Personal data is shown with [`Sight::Open`], as far as its keys exist; passwords, auth codes
    /// and other secrets never are.
    ///
    /// # Errors
    /// No such type of stream, or the database failed.
    #[boxed]
    pub async fn history(
        &self,
        stream: &StreamId,
        after: i64,
        first: usize,
        sight: Sight,
    ) -> Result<Vec<HistoryEntry>, ViewError> {
        let mut fold = fold_of(stream.aggregate_type())?;
        let shape = ViewError::shape("history");
        let mut before = self.shown(fold.state().map_err(shape)?, sight).await?;
        let mut entries = vec![];
        for event in self.journal().read_stream(stream).await? {
            fold.apply(&event)?;
            if event.sequence < after || entries.len() == first {
                continue;
            }
            let state = fold.state().map_err(ViewError::shape("history"))?;
            let state = self.shown(state, sight).await?;
            if event.sequence > after {
                entries.push(self.entry(&event, before, state.clone(), sight).await?);
            }
            before = state;
        }
        Ok(entries)
    }

    /// The state of a stream at a moment, by the registrar's clock, and the number of its last event. Nothing before
    /// its first.
    ///
    /// # Errors
    /// No such type of stream, or the database failed.
    #[boxed]
    pub async fn state_as_of(
        &self,
        stream: &StreamId,
        at: DateTime<Utc>,
        sight: Sight,
    ) -> Result<Option<(Value, i64)>, ViewError> {
        let mut fold = fold_of(stream.aggregate_type())?;
        let mut last = 0;
        for event in self.journal().read_stream(stream).await? {
            if Stamp::of(&event)?.at > at {
                break;
            }
            fold.apply(&event)?;
            last = event.sequence;
        }
        if last == 0 {
            return Ok(None);
        }
        let state = fold.state().map_err(ViewError::shape("history"))?;
        Ok(Some((self.shown(state, sight).await?, last)))
    }

    /// What differs in a stream's state between two moments.
    ///
    /// # Errors
    /// No such type of stream, or the database failed.
    #[boxed]
    pub async fn difference_between(
        &self,
        stream: &StreamId,
        one: DateTime<Utc>,
        other: DateTime<Utc>,
        sight: Sight,
    ) -> Result<Vec<Change>, ViewError> {
        let one = self.state_as_of(stream, one, sight).await?.map_or(Value::Null, |(state, _)| state);
        let other = self.state_as_of(stream, other, sight).await?.map_or(Value::Null, |(state, _)| state);
        Ok(difference(&one, &other))
    }

    async fn entry(
        &self,
        event: &Recorded,
        before: Value,
        after: Value,
        sight: Sight,
    ) -> Result<HistoryEntry, ViewError> {
        let cause = match sight {
            Sight::Open => event.open_cause(self.vault()).await?,
            Sight::Closed => event.cause()?,
        };
        Ok(HistoryEntry {
            sequence: event.sequence,
            event_type: event.event_type.to_string(),
            payload: self.shown(event.payload()?, sight).await?,
            at: cause.at,
            recorded_at: event.recorded_at,
            actor: cause.actor.to_string(),
            channel: cause.channel.as_str().to_owned(),
            address: cause.address,
            reason: cause.reason,
            correlation: cause.correlation.to_string(),
            causation: cause.causation.map(|id| id.to_string()),
            command: event.command_id.to_string(),
            changes: difference(&before, &after),
            before,
            after,
        })
    }

    /// A document as people may see it.
    async fn shown(&self, document: Value, sight: Sight) -> Result<Value, ViewError> {
        Ok(match sight {
            Sight::Open => reveal::revealed(self.vault().open_json(document).await?),
            Sight::Closed => reveal::concealed(document),
        })
    }
}
