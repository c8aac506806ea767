//! Raw messages on their way to the [`MessageLog`]: in order, beside the command and not before it, since the
//! log is a database and the registry's answer is waited for.

use std::sync::{Arc, Mutex, PoisonError};

use application::ports::{MessageLog, RawMessage};
use tokio::sync::{mpsc, oneshot};

/// How many messages may wait for the store. Beyond, they are given up with a warning: a log that stands still
/// must not stop commands.
const WAITING: usize = 4096;

enum Entry {
    Message(Box<RawMessage>),
    Flushed(oneshot::Sender<()>),
}

/// What the storing task takes with it.
type Store = (mpsc::Receiver<Entry>, Arc<dyn MessageLog>);

/// The queue in front of a [`MessageLog`].
pub(crate) struct RawLog {
    queue: mpsc::Sender<Entry>,
    start: Mutex<Option<Store>>,
}

impl RawLog {
    pub fn new(log: Arc<dyn MessageLog>) -> Self {
        let (queue, waiting) = mpsc::channel(WAITING);
        Self { queue, start: Mutex::new(Some((waiting, log))) }
    }

    /// Queues a message. Starts the task that stores them on first use; it ends with the queue.
    pub fn store(&self, message: RawMessage) {
        self.run();
        if self.queue.try_send(Entry::Message(Box::new(message))).is_err() {
            tracing::warn!("a raw registry message was not stored: the log does not keep up");
        }
    }

    /// Waits until everything queued so far is stored.
    pub async fn flush(&self) {
        self.run();
        let (flushed, done) = oneshot::channel();
        if self.queue.send(Entry::Flushed(flushed)).await.is_ok() {
            // An error only says that the task is gone, and with it everything that could be stored.
            let _ = done.await;
        }
    }

    fn run(&self) {
        let first = self.start.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some((mut waiting, log)) = first else { return };
        tokio::spawn(async move {
            while let Some(entry) = waiting.recv().await {
                match entry {
                    Entry::Message(message) => log.store(*message).await,
                    Entry::Flushed(flushed) => {
                        let _ = flushed.send(());
                    }
                }
            }
        });
    }
}
