//! Reading streams: states as they are now, and events as they were recorded.

use crate::cache::Held;
use crate::error::JournalError;
use crate::journal::{Journal, Loaded};
use crate::kind::{Kind, Of, Payload, state_of};
use crate::recorded::{COLUMNS, Recorded};
use crate::stream::StreamId;
use crate::vault::may_be_sealed;
use domain_model::EventSourced;
use std::time::{Duration, Instant};

const PAGE: i64 = 2_000;

fn loaded<A: EventSourced>(held: &Held) -> Loaded<A> {
    let version = (held.version > 0).then_some(held.version);
    Loaded { state: state_of::<A>(&held.state).clone(), version, cursor: held.cursor }
}

impl Journal {
    /// The state as the database has it now.
    ///
    /// # Errors
    /// The database failed, or an event is unreadable.
    pub async fn load<A: EventSourced>(&self, id: &A::Id) -> Result<Loaded<A>, JournalError> {
        let (_, _, held) = self.held::<A>(id).await?;
        Ok(loaded(&held))
    }

    /// The stream's state, of which generation of keys; from memory where the stream has not grown.
    async fn held<A: EventSourced>(&self, id: &A::Id) -> Result<(StreamId, u64, Held), JournalError> {
        let stream = StreamId::of::<A>(id);
        let generation = self.cache().generation();
        if let Some(held) = self.cache().get(&stream)
            && self.last_sequence(&stream).await? == held.version
        {
            return Ok((stream, generation, held));
        }
        let kind = Of::<A>::new();
        let held = self.load_held(&stream, &kind).await?.weighed(&kind);
        self.cache().put(&stream, generation, held.clone());
        Ok((stream, generation, held))
    }

    /// As [`Journal::load`], from memory where this process committed, loaded or confirmed the state within `age`: what
    /// this process commits counts at once, what others commit after `age` at the latest. For what every request asks
    /// for and seldom changes.
    ///
    /// # Errors
    /// As [`Journal::load`].
    pub async fn load_lately<A: EventSourced>(
        &self,
        id: &A::Id,
        age: Duration,
    ) -> Result<Loaded<A>, JournalError> {
        match self.cache().get_lately(&StreamId::of::<A>(id), age) {
            Some(held) => Ok(loaded(&held)),
            None => {
                let asked = Instant::now();
                let (stream, generation, held) = self.held::<A>(id).await?;
                self.cache().put_as_of(&stream, generation, held.clone(), asked);
                Ok(loaded(&held))
            }
        }
    }

    /// Looks at an aggregate as this process last saw it, if it remembers it: only to guess what will be needed.
    pub fn believed<A: EventSourced, T>(&self, id: &A::Id, look: impl FnOnce(&A) -> T) -> Option<T> {
        let held = self.cache().get(&StreamId::of::<A>(id))?;
        Some(look(state_of::<A>(&held.state)))
    }

    /// The number of the stream's last event, as the database has it now; 0 if there is none.
    pub(crate) async fn last_sequence(&self, stream: &StreamId) -> Result<i64, JournalError> {
        self.ends().of(stream).await.map_err(JournalError::database("asking for a stream's last event"))
    }

    /// Loads a stream from its snapshot, if it has one, and the events after it, page by page.
    pub(crate) async fn load_held(&self, stream: &StreamId, kind: &dyn Kind) -> Result<Held, JournalError> {
        let mut held = match self.load_snapshot(stream, kind).await? {
            Some(held) => held,
            None => Held::empty(kind),
        };
        loop {
            let page = self.page_of_stream(stream, held.version, PAGE).await?;
            let full = page.len() as i64 == PAGE;
            self.fold(&mut held, kind, page).await?;
            if !full {
                return Ok(held);
            }
        }
    }

    async fn fold(&self, held: &mut Held, kind: &dyn Kind, page: Vec<Recorded>) -> Result<(), JournalError> {
        let mut trees = vec![];
        for event in page.iter().filter(|event| may_be_sealed(&event.payload)) {
            trees.push(event.payload()?);
        }
        self.vault().open_all(trees.iter_mut()).await?;
        let mut trees = trees.into_iter();
        for event in &page {
            if event.sequence != held.version + 1 {
                return Err(JournalError::Gap { stream: event.stream.clone(), expected: held.version + 1 });
            }
            let payload = if may_be_sealed(&event.payload) {
                trees.next().map_or(Payload::Text(&event.payload), Payload::Tree)
            } else {
                Payload::Text(&event.payload)
            };
            kind.apply(&mut held.state, payload).map_err(|source| JournalError::Unreadable {
                stream: event.stream.clone(),
                sequence: event.sequence,
                source,
            })?;
            (held.version, held.hash, held.cursor) = (event.sequence, event.hash, Some(event.cursor));
        }
        Ok(())
    }

    pub(crate) async fn page_of_stream(
        &self,
        stream: &StreamId,
        after: i64,
        limit: i64,
    ) -> Result<Vec<Recorded>, JournalError> {
        let statement = format!(
            "select {COLUMNS} from events e
             where e.aggregate_type = $1 and e.aggregate_id = $2 and e.sequence > $3 and e.partition = $4
             order by e.sequence limit $5"
        );
        let statement = &statement;
        let rows = self
            .read(|connection, _| {
                let query = sqlx::query(statement).bind(stream.aggregate_type()).bind(stream.aggregate_id());
                Box::pin(query.bind(after).bind(stream.partition()).bind(limit).fetch_all(connection))
            })
            .await
            .map_err(JournalError::database("reading a stream"))?;
        Recorded::from_rows(&rows, self.upcasters()).map_err(JournalError::database("decoding events"))
    }

    /// The last events of a stream, at most so many, in order, sealed values sealed.
    ///
    /// # Errors
    /// The database failed.
    pub async fn last_events(&self, stream: &StreamId, most: i64) -> Result<Vec<Recorded>, JournalError> {
        let last = self.last_sequence(stream).await?;
        self.page_of_stream(stream, (last - most).max(0), most).await
    }

    /// All events of one stream, in order, sealed values sealed.
    ///
    /// # Errors
    /// The database failed.
    pub async fn read_stream(&self, stream: &StreamId) -> Result<Vec<Recorded>, JournalError> {
        let mut all: Vec<Recorded> = vec![];
        loop {
            let after = all.last().map_or(0, |event| event.sequence);
            let page = self.page_of_stream(stream, after, PAGE).await?;
            let full = page.len() as i64 == PAGE;
            all.extend(page);
            if !full {
                return Ok(all);
            }
        }
    }
}
