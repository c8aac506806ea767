//! Where streams end. Every load asks, so whoever asks at the same time is answered by one statement: a round trip
//! costs many times what one more look into the index does.

use crate::connections::Connections;
use crate::stream::StreamId;
use sqlx::PgConnection;
use std::collections::HashMap;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, mpsc, oneshot};

/// Tasks that ask: while one waits for its answer, the questions of the next statement gather.
const ASKERS: usize = 4;
/// Longer than this nobody waits for somebody else's statement: the next one is sent beside it.
const TURN: Duration = Duration::from_millis(5);
/// The most streams of one statement.
const AT_ONCE: usize = 256;

const OF_ONE: &str = "select sequence from events
     where aggregate_type = $1 and aggregate_id = $2 and partition = $3
     order by sequence desc limit 1";
const OF_MANY: &str = "select asked.n, e.sequence
     from unnest($1::text[], $2::text[], $3::smallint[]) with ordinality
         as asked (aggregate_type, aggregate_id, partition, n)
     cross join lateral (
         select sequence from events
         where aggregate_type = asked.aggregate_type and aggregate_id = asked.aggregate_id
             and partition = asked.partition
         order by sequence desc limit 1) e";

struct Question {
    stream: StreamId,
    answer: oneshot::Sender<i64>,
}

type Questions = Mutex<mpsc::Receiver<Question>>;

/// Asks for the ends of streams.
pub(crate) struct Ends {
    questions: mpsc::Sender<Question>,
    readers: Connections,
    patience: Duration,
}

impl Ends {
    /// It works until it is dropped.
    pub fn start(readers: Connections, patience: Duration) -> Self {
        let (questions, receiver) = mpsc::channel(AT_ONCE);
        let receiver = Arc::new(Mutex::new(receiver));
        for _ in 0..ASKERS {
            tokio::spawn(ask(receiver.clone(), readers.clone(), patience));
        }
        Self { questions, readers, patience }
    }

    /// The number of the stream's last event, as the database has it now; 0 if there is none.
    pub async fn of(&self, stream: &StreamId) -> Result<i64, sqlx::Error> {
        let (answer, answered) = oneshot::channel();
        let question = Question { stream: stream.clone(), answer };
        if self.questions.send(question).await.is_ok()
            && let Ok(last) = answered.await
        {
            return Ok(last);
        }
        // The statement for all failed: alone, with an error of its own.
        self.readers.repeat(self.patience, |connection, _| Box::pin(of_one(connection, stream))).await
    }
}

async fn ask(questions: Arc<Questions>, readers: Connections, patience: Duration) {
    let mut batch = Vec::with_capacity(AT_ONCE);
    loop {
        let mut turn = questions.lock().await;
        if turn.recv_many(&mut batch, AT_ONCE).await == 0 {
            return;
        }
        let ends = {
            let asked = &batch;
            let ask = readers.repeat(patience, |connection, _| Box::pin(of_all(connection, asked)));
            let mut ask = pin!(ask);
            let in_time = tokio::time::timeout(TURN, &mut ask).await;
            drop(turn);
            match in_time {
                Ok(ends) => ends,
                Err(_) => ask.await,
            }
        };
        match ends {
            // Whoever no longer listens was cancelled.
            Ok(ends) => batch.drain(..).zip(ends).for_each(|(question, end)| _ = question.answer.send(end)),
            Err(_) => batch.clear(),
        }
    }
}

async fn of_all(connection: &mut PgConnection, asked: &[Question]) -> Result<Vec<i64>, sqlx::Error> {
    // Many ask for the same: each stream once, and for each question the place of its stream.
    let mut places: HashMap<&StreamId, usize> = HashMap::with_capacity(asked.len());
    let mut streams = Vec::with_capacity(asked.len());
    let place_of = |question| {
        *places.entry(question).or_insert_with(|| {
            streams.push(question);
            streams.len() - 1
        })
    };
    let asked: Vec<usize> = asked.iter().map(|question| &question.stream).map(place_of).collect();
    let ends = match streams[..] {
        [stream] => vec![of_one(connection, stream).await?],
        _ => of_many(connection, &streams).await?,
    };
    Ok(asked.into_iter().filter_map(|place| ends.get(place).copied()).collect())
}

/// In the order of the streams.
async fn of_many(connection: &mut PgConnection, streams: &[&StreamId]) -> Result<Vec<i64>, sqlx::Error> {
    let types: Vec<&str> = streams.iter().map(|stream| stream.aggregate_type()).collect();
    let ids: Vec<&str> = streams.iter().map(|stream| stream.aggregate_id()).collect();
    let partitions: Vec<i16> = streams.iter().map(|stream| stream.partition()).collect();
    let query = sqlx::query_as(OF_MANY).bind(types).bind(ids).bind(partitions);
    let found: Vec<(i64, i64)> = query.fetch_all(connection).await?;
    let mut ends = vec![0; streams.len()];
    for (n, sequence) in found {
        let place = usize::try_from(n - 1).ok().and_then(|place| ends.get_mut(place));
        *place.ok_or_else(|| sqlx::Error::Protocol(format!("there is no stream {n}")))? = sequence;
    }
    Ok(ends)
}

async fn of_one(connection: &mut PgConnection, stream: &StreamId) -> Result<i64, sqlx::Error> {
    let query = sqlx::query_scalar(OF_ONE).bind(stream.aggregate_type()).bind(stream.aggregate_id());
    let last: Option<i64> = query.bind(stream.partition()).fetch_optional(connection).await?;
    Ok(last.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Journal;
    use crate::cluster::Role;
    use crate::test_support::TestDatabase;
    use futures::future::join_all;
    use sqlx::Executor;

    /// Streams of 1 to 50 events.
    const ROWS: &str = "
        insert into events (partition, recorded_at, command_id, hash, aggregate_type, aggregate_id, sequence,
            event_type, event_version, payload, metadata)
        select $1, now(), gen_random_uuid(), decode(repeat('0a', 32), 'hex'), 'purse', $2, n, 'Granted', '1',
            '{}', '{}'
        from generate_series(1, $3) n";

    fn stream(n: i64) -> StreamId {
        StreamId::new("purse", &format!("ends-{n}"))
    }

    async fn written(database: &TestDatabase) {
        let mut owner = database.connection(Role::Owner).await.unwrap();
        for n in 1..=50_i64 {
            let stream = stream(n);
            let query = sqlx::query(ROWS).bind(stream.partition()).bind(stream.aggregate_id()).bind(n);
            owner.execute(query).await.unwrap();
        }
    }

    #[tokio::test]
    async fn many_who_ask_at_once_each_hear_of_their_own_stream() {
        let database = TestDatabase::new().await.unwrap();
        let journal = Journal::connect(database.config()).await.unwrap();
        written(&database).await;
        // Some twice, some of streams that are not there.
        let asked: Vec<i64> = (0..1_000).map(|n| n % 70).collect();
        let streams: Vec<StreamId> = asked.iter().map(|n| stream(*n)).collect();
        let ends = join_all(streams.iter().map(|stream| journal.last_sequence(stream))).await;
        for (n, end) in asked.into_iter().zip(ends) {
            assert_eq!(end.unwrap(), if n <= 50 { n } else { 0 }, "of stream {n}");
        }
    }

    #[tokio::test]
    async fn who_is_cancelled_takes_nobody_with_him_and_a_closed_journal_says_so() {
        let database = TestDatabase::new().await.unwrap();
        let journal = Journal::connect(database.config()).await.unwrap();
        written(&database).await;
        let (first, second) = (stream(7), stream(8));
        // Asked once, and dropped before anything can answer.
        tokio::select! {
            biased;
            _ = journal.last_sequence(&first) => panic!("nobody answers at once"),
            () = std::future::ready(()) => {}
        }
        assert_eq!(journal.last_sequence(&second).await.unwrap(), 8);
        journal.close().await;
        assert!(journal.last_sequence(&second).await.is_err());
    }
}
