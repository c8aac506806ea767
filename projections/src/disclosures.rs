//! Requests for data that the directory does not show. Who asked, why and what was sent stays sealed, as in the journal.

use crate::boxed;
use crate::error::ViewError;
use crate::fold::{self, Horizon, Row, Table};
use crate::page::{self, Conditions, Order, Page, Paging, listed};
use crate::stamp::Stamp;
use crate::views::{Sight, Views};
use chrono::{DateTime, Utc};
use domain_model::disclosure_request::{DisclosureRequest, Event, RequesterKind};
use domain_model::values::{DisclosureNumber, DomainName};
use journal::follow::FollowerError;
use journal::{JournalError, Recorded, StreamId};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

pub(crate) const TABLE: Table = Table { name: "disclosures", key: "number", key_type: "bigint" };

pub(crate) const SCHEMA: &str = "
create table if not exists disclosures (
  number      bigint      primary key,
  sequence    bigint      not null,
  name        text        collate \"C\",
  kind        text        not null,
  status      text        not null,
  urgent      boolean     not null,
  missed      boolean     not null,
  due         timestamptz not null,
  state       json        not null,
  received_at timestamptz not null,
  ended_at    timestamptz,
  changed_by  text        not null
);
create index if not exists disclosures_due on disclosures (due, number);
create index if not exists disclosures_name on disclosures (name, due, number);
create index if not exists disclosures_open on disclosures (due, number) where status in ('received', 'more-asked');
";

/// A request as it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DisclosureRow {
    /// Its number.
    pub number: DisclosureNumber,
    /// The last event of its stream that is in here.
    pub sequence: i64,
    /// The name that it is about.
    pub name: Option<DomainName>,
    /// `law-enforcement`, `intellectual-property` …
    pub kind: String,
    /// `received`, `more-asked`, `granted`, `refused` or `withdrawn`.
    pub status: String,
    /// Danger to life, to a critical infrastructure or to a child.
    pub urgent: bool,
    /// Its day passed before it was answered.
    pub missed: bool,
    /// After this it is missed.
    pub due: DateTime<Utc>,
    /// All of it; persons are sealed.
    pub state: DisclosureRequest,
    /// When it came in.
    pub received_at: DateTime<Utc>,
    /// When it was answered or withdrawn.
    pub ended_at: Option<DateTime<Utc>>,
    /// Who changed it last.
    pub changed_by: String,
}

impl Row for DisclosureRow {
    const TABLE: Table = TABLE;
    const STREAMS: &'static [&'static str] = &["disclosure-request"];
    type Event = Event;

    fn decode(event: &Recorded) -> Result<Event, JournalError> {
        event.decode()
    }

    fn new(stream: &StreamId, stamp: &Stamp) -> Result<Self, FollowerError> {
        Ok(Self {
            number: stream.aggregate_id().parse()?,
            sequence: 0,
            name: None,
            kind: String::new(),
            status: String::new(),
            urgent: false,
            missed: false,
            due: stamp.at,
            state: DisclosureRequest::Absent,
            received_at: stamp.at,
            ended_at: None,
            changed_by: String::new(),
        })
    }

    fn sequence(&mut self) -> &mut i64 {
        &mut self.sequence
    }

    fn apply(&mut self, event: Event, stamp: &Stamp) {
        if matches!(event, Event::Decided { .. } | Event::Withdrawn { .. }) {
            self.ended_at = Some(stamp.at);
        }
        cqrs_es::Aggregate::apply(&mut self.state, event);
        if let Some(dossier) = self.state.dossier() {
            let filing = &dossier.filing;
            self.name = Some(filing.name.clone());
            filing.kind.as_str().clone_into(&mut self.kind);
            (self.urgent, self.missed) = (filing.urgent, dossier.missed);
            (self.received_at, self.due) = (filing.terms.received_at, filing.terms.due);
        }
        self.state.status().clone_into(&mut self.status);
        self.changed_by.clone_from(&stamp.actor);
    }
}

pub(crate) async fn apply(
    tx: &mut PgConnection,
    batch: &[Recorded],
    horizon: Horizon,
) -> Result<(), FollowerError> {
    let rows = fold::fold::<DisclosureRow>(tx, batch, horizon).await?;
    fold::store(tx, TABLE, &rows).await
}

/// Which requests. What is absent does not restrict.
#[derive(Clone, Debug, Default)]
pub struct DisclosureFilter {
    /// About this name.
    pub name: Option<DomainName>,
    /// `received`, `more-asked`, `granted`, `refused` or `withdrawn`.
    pub status: Option<String>,
    /// Whether an answer is still owed.
    pub open: Option<bool>,
    /// Of this kind of requester.
    pub kind: Option<RequesterKind>,
    /// Due before this moment.
    pub due: Option<DateTime<Utc>>,
    /// Whether the day passed before the answer.
    pub missed: Option<bool>,
}

impl DisclosureFilter {
    fn restrict(&self, query: &mut Conditions) {
        if let Some(name) = &self.name {
            query.push(" and name = ").push_bind(name.as_str().to_owned());
        }
        if let Some(status) = &self.status {
            query.push(" and status = ").push_bind(status.clone());
        }
        match self.open {
            Some(true) => _ = query.push(" and status in ('received', 'more-asked')"),
            Some(false) => _ = query.push(" and status not in ('received', 'more-asked')"),
            None => {}
        }
        if let Some(kind) = self.kind {
            query.push(" and kind = ").push_bind(kind.as_str());
        }
        if let Some(due) = self.due {
            query.push(" and due < ").push_bind(due);
        }
        if let Some(missed) = self.missed {
            query.push(" and missed = ").push_bind(missed);
        }
    }
}

const BY_DUE: Order = Order { by: "due", by_type: "timestamptz", key: "number", key_type: "bigint" };

impl Views {
    /// A request.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn disclosure(
        &self,
        number: DisclosureNumber,
        sight: Sight,
    ) -> Result<Option<DisclosureRow>, ViewError> {
        self.one(number.to_string(), sight).await
    }

    /// Requests, by the moment at which the answer is due.
    ///
    /// # Errors
    /// The cursor is of another list, or the database failed.
    #[boxed]
    pub async fn disclosures(
        &self,
        filter: &DisclosureFilter,
        paging: &Paging,
        sight: Sight,
    ) -> Result<Page<DisclosureRow>, ViewError> {
        let mut query = page::list("to_json(d)", "disclosures d", BY_DUE);
        filter.restrict(&mut query);
        let page = listed(self.pool(), query, BY_DUE, paging).await?;
        self.read_page("disclosures", page, sight).await
    }
}
