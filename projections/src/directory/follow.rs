//! Filling the directory, and keeping it as the journal is.

use super::memory::Held;
use super::{Directory, HostFacts, NameFacts, PersonFacts};
use crate::boxed;
use crate::contacts::ContactRow;
use crate::error::ViewError;
use crate::hosts::HostRow;
use crate::projection::View;
use crate::stamp::Stamp;
use crate::views::{Sight, Views};
use crate::whois::NameRow;
use chrono::{DateTime, Utc};
use domain_model::contact::Contact;
use domain_model::domain::Domain;
use domain_model::host::Host;
use futures::stream::{self, StreamExt, TryStreamExt};
use journal::{Cursor, Journal, JournalError, PARTITIONS, Recorded, StreamId, Tail};
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// Rows that are read at once.
const PAGE: i64 = 5_000;
/// Streams that are loaded at once.
const AT_ONCE: usize = 8;
/// How long it waits after the database failed.
const PAUSE: Duration = Duration::from_millis(500);

/// What happened to a stream: the number and the moment of the last event, and the moment of the first that was read.
#[derive(Clone, Copy)]
struct Last {
    sequence: i64,
    at: DateTime<Utc>,
    begun: DateTime<Utc>,
}

/// What a stream that was touched has come to.
enum Changed {
    Name(domain_model::values::DomainName, Option<NameFacts>),
    Person(domain_model::values::ContactNumber, Option<PersonFacts>),
    Host(domain_model::values::HostName, Option<HostFacts>),
}

impl Directory {
    /// Fills itself, and follows until stopped. A lost database is waited for; answers stay as they were meanwhile.
    #[boxed]
    pub async fn follow(&self, views: &Views, stop: CancellationToken) {
        let mut tail = loop {
            let begun = Instant::now();
            match self.warm(views).await {
                Ok(tail) => {
                    let kept = self.kept();
                    tracing::info!(
                        names = kept.names,
                        contacts = kept.persons,
                        hosts = kept.hosts,
                        milliseconds = begun.elapsed().as_millis(),
                        "the directory is warm"
                    );
                    break tail;
                }
                Err(error) => tracing::warn!(error = %error, "the directory waits for the database"),
            }
            if paused(&stop).await {
                return;
            }
        };
        loop {
            let next = tokio::select! {
                () = stop.cancelled() => return,
                next = tail.next() => next,
            };
            let touched = match next {
                Ok(events) => touched(&events),
                Err(error) => {
                    tracing::warn!(error = %error, "the directory waits for the journal");
                    if paused(&stop).await {
                        return;
                    }
                    continue;
                }
            };
            // Once read, events do not come again: what they touched is asked for until it is known.
            while let Err(error) = self.learn(views.journal(), &touched).await {
                tracing::warn!(error = %error, "the directory waits for streams");
                if paused(&stop).await {
                    return;
                }
            }
        }
    }

    /// Fills itself from the tables of the other views; answers the journal's end from where they have come to.
    async fn warm(&self, views: &Views) -> Result<Tail, ViewError> {
        let mut from: Vec<Cursor> = (0..PARTITIONS).map(|n| Cursor::start(n.cast_signed())).collect();
        // Before the rows are read: what comes in between comes twice.
        let marks = [View::Whois, View::Contacts, View::Registers].map(|view| views.watermark(view));
        let [whois, contacts, hosts] = marks;
        let (whois, contacts, hosts) = tokio::try_join!(whois, contacts, hosts)?;
        let reached = |partition: i16| {
            let of = |mark: &crate::views::Watermark| {
                mark.cursors.iter().find(|cursor| cursor.partition == partition).copied()
            };
            // One that has not begun stands at the beginning.
            [of(&whois), of(&contacts), of(&hosts)].into_iter().min().flatten()
        };
        for cursor in &mut from {
            *cursor = reached(cursor.partition).unwrap_or(*cursor);
        }
        let tail = views.journal().tail_from(from);
        let mut held = Held::default();
        let names = read_table::<NameRow>(
            views,
            "",
            "select to_json(t)::text from whois t where name > $1
             and standing in ('active', 'expired', 'redemption', 'pending-delete') order by name limit $2",
            |row| row.name.as_str().to_owned(),
            Sight::Closed,
        );
        let persons = read_table::<ContactRow>(
            views,
            "0",
            "select to_json(t)::text from contacts t where number > $1::text::bigint and status in ('Active', 'Merged')
             order by number limit $2",
            |row| row.number.to_string(),
            Sight::Open,
        );
        let hosts = read_table::<HostRow>(
            views,
            "",
            "select to_json(t)::text from hosts t where name > $1 and status = 'held' order by name limit $2",
            |row| row.name.as_str().to_owned(),
            Sight::Closed,
        );
        let mut persons = std::pin::pin!(persons);
        while let Some(rows) = persons.try_next().await? {
            for row in rows {
                held.set_person(
                    row.number,
                    PersonFacts::of(&row.state, row.sequence, row.registered_at, row.changed_at),
                );
            }
        }
        let mut names = std::pin::pin!(names);
        while let Some(rows) = names.try_next().await? {
            for row in rows {
                let facts = NameFacts::of(&row.state, row.sequence, row.changed_at);
                held.set_name(row.name, facts);
            }
        }
        let mut hosts = std::pin::pin!(hosts);
        while let Some(rows) = hosts.try_next().await? {
            for row in rows {
                let facts = HostFacts::of(&row.state, row.sequence, row.changed_at);
                held.set_host(row.name, facts);
            }
        }
        self.fill(held);
        Ok(tail)
    }

    /// Loads what was touched and is not known yet, and keeps it.
    async fn learn(&self, journal: &Journal, touched: &BTreeMap<StreamId, Last>) -> Result<(), JournalError> {
        let learned: Vec<Changed> = stream::iter(touched.clone())
            .map(|(stream, last)| self.load(journal, stream, last))
            .buffer_unordered(AT_ONCE)
            .try_filter_map(|changed| async { Ok(changed) })
            .try_collect()
            .await?;
        if learned.is_empty() {
            return Ok(());
        }
        let mut held = self.write();
        for changed in learned {
            match changed {
                Changed::Name(name, facts) => held.set_name(name, facts),
                Changed::Person(number, facts) => held.set_person(number, facts),
                Changed::Host(host, facts) => held.set_host(host, facts),
            }
        }
        Ok(())
    }

    /// One stream as it is now. Its state may be newer than the event: that event comes as well, and changes nothing.
    async fn load(
        &self,
        journal: &Journal,
        stream: StreamId,
        last: Last,
    ) -> Result<Option<Changed>, JournalError> {
        let id = stream.aggregate_id();
        Ok(match stream.aggregate_type() {
            "domain" => {
                let Ok(name) = id.parse() else { return Ok(None) };
                if self.read().name_sequence(&name).is_some_and(|known| known >= last.sequence) {
                    return Ok(None);
                }
                let loaded = journal.load::<Domain>(&name).await?;
                let facts = NameFacts::of(&loaded.state, last.sequence, last.at);
                Some(Changed::Name(name, facts))
            }
            "contact" => {
                let Ok(number) = id.parse() else { return Ok(None) };
                let known = self.read().person(number).map(|known| (known.sequence, known.created));
                if known.is_some_and(|(known, _)| known >= last.sequence) {
                    return Ok(None);
                }
                let loaded = journal.load::<Contact>(&number).await?;
                let created = known.map_or(last.begun, |(_, created)| created);
                let facts = PersonFacts::of(&loaded.state, last.sequence, created, last.at);
                Some(Changed::Person(number, facts))
            }
            "host" => {
                let Ok(host) = id.parse() else { return Ok(None) };
                if self.read().host_sequence(&host).is_some_and(|known| known >= last.sequence) {
                    return Ok(None);
                }
                let loaded = journal.load::<Host>(&host).await?;
                let facts = HostFacts::of(&loaded.state, last.sequence, last.at);
                Some(Changed::Host(host, facts))
            }
            _ => None,
        })
    }
}

/// The streams of these events that the directory keeps, each with its last event. An event without a readable cause is
/// told of, and taken for one of the moment that it was recorded at.
fn touched(events: &[Recorded]) -> BTreeMap<StreamId, Last> {
    let kept =
        events.iter().filter(|event| matches!(event.stream.aggregate_type(), "domain" | "contact" | "host"));
    let mut touched: BTreeMap<StreamId, Last> = BTreeMap::new();
    for event in kept {
        let at = Stamp::of(event).map_or_else(
            |error| {
                tracing::error!(error = %error, "an event's cause cannot be read");
                event.recorded_at
            },
            |stamp| stamp.at,
        );
        let begun = touched.get(&event.stream).map_or(at, |known| known.begun);
        touched.insert(event.stream.clone(), Last { sequence: event.sequence, at, begun });
    }
    touched
}

/// Waits a moment; whether it is to stop.
async fn paused(stop: &CancellationToken) -> bool {
    tokio::time::timeout(PAUSE, stop.cancelled()).await.is_ok()
}

/// A table, page by page, read on while the page before is made use of.
fn read_table<'v, R: DeserializeOwned + Send + 'static>(
    views: &'v Views,
    before_all: &'static str,
    statement: &'static str,
    key: fn(&R) -> String,
    sight: Sight,
) -> impl stream::Stream<Item = Result<Vec<R>, ViewError>> + 'v {
    stream::try_unfold(Some(before_all.to_owned()), move |after| async move {
        let Some(after) = after else { return Ok(None) };
        let documents: Vec<String> = sqlx::query_scalar(statement)
            .bind(after)
            .bind(PAGE)
            .fetch_all(views.pool())
            .await
            .map_err(ViewError::database("filling the directory"))?;
        let full = documents.len() as i64 == PAGE;
        let rows: Vec<R> = views.read_all("directory", documents, sight).await?;
        let next = rows.last().filter(|_| full).map(key);
        Ok((!rows.is_empty()).then_some((rows, next)))
    })
}
