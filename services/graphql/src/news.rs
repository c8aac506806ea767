//! What happens, told to every subscription of this process by one reader of the journal's end.
//!
//! The reader runs while anybody listens. What it tells waits in one bounded channel for all: a listener who is slower
//! than that is told so and starts again with a list; nobody's slowness costs memory.

use domain_model::Cause;
use journal::{Cursor, Journal, JournalError, Recorded, StreamId, Tail};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, broadcast};

/// How many events wait for the slowest listener.
const WAITING: usize = 1_024;
/// How long the reader waits after the database failed.
const PAUSE: Duration = Duration::from_secs(1);

/// An event, without what it says.
#[derive(Clone, Debug)]
pub struct Told {
    /// Its stream.
    pub stream: StreamId,
    /// Its number in the stream.
    pub sequence: i64,
    /// Its name.
    pub event_type: String,
    /// Its place: a view that has passed it has seen it.
    pub cursor: Cursor,
    /// Why it happened.
    pub cause: Cause,
}

impl Told {
    fn of(event: Recorded) -> Result<Self, JournalError> {
        let cause = event.cause()?;
        let Recorded { stream, sequence, event_type, cursor, .. } = event;
        Ok(Self { stream, sequence, event_type: event_type.into(), cursor, cause })
    }
}

/// Where to listen.
#[derive(Clone)]
pub struct News {
    journal: Journal,
    channel: Arc<Mutex<Option<broadcast::Sender<Arc<Told>>>>>,
}

impl News {
    /// Of this journal. Nothing is read yet.
    pub fn new(journal: Journal) -> Self {
        Self { journal, channel: Arc::default() }
    }

    /// Every event from now on.
    ///
    /// # Errors
    /// The database failed.
    pub async fn listen(&self) -> Result<broadcast::Receiver<Arc<Told>>, JournalError> {
        let mut channel = self.channel.lock().await;
        if let Some(sender) = &*channel {
            return Ok(sender.subscribe());
        }
        // Where the reader begins is known before anybody is told that they listen.
        let tail = self.journal.tail().await?;
        let (sender, receiver) = broadcast::channel(WAITING);
        *channel = Some(sender.clone());
        tokio::spawn(self.clone().read(tail, sender));
        Ok(receiver)
    }

    async fn read(self, mut tail: Tail, sender: broadcast::Sender<Arc<Told>>) {
        loop {
            match tail.next().await {
                Ok(events) => {
                    for event in events {
                        match Told::of(event) {
                            // An error means that nobody listens, which is looked at below.
                            Ok(told) => drop(sender.send(Arc::new(told))),
                            Err(error) => {
                                tracing::error!(error = %error, "an event was not told to subscribers")
                            }
                        }
                    }
                }
                Err(error) => {
                    tracing::warn!(error = %error, "subscribers wait for the journal");
                    tokio::time::sleep(PAUSE).await;
                }
            }
            // Under the lock, so that nobody begins to listen to a reader that ends.
            let mut channel = self.channel.lock().await;
            if sender.receiver_count() == 0 {
                *channel = None;
                return;
            }
        }
    }
}
