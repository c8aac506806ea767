//! Looks at personal data, written down before anything is shown.
//!
//! Whoever comes while a statement is under way waits for the next one together with everybody else who came: a busy
//! door costs a statement at a time, not one a request.

use crate::boxed;
use journal::{Journal, Noted};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::oneshot;

/// A look was not recorded: nothing may be shown. The log has the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the look at personal data was not recorded")]
pub struct NotRecorded;

type Answer = oneshot::Sender<Result<(), NotRecorded>>;

#[derive(Default)]
struct Waiting {
    looks: Vec<(Noted, Answer)>,
    writing: bool,
}

/// Where looks wait to be written down.
#[derive(Clone, Default)]
pub(crate) struct LookBook(Arc<Mutex<Waiting>>);

impl LookBook {
    /// Durable when it returns.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn record(&self, journal: &Journal, look: Noted) -> Result<(), NotRecorded> {
        let (answer, written) = oneshot::channel();
        if self.add(look, answer) {
            // On its own, for others wait for it too: whoever asked first may go away.
            tokio::spawn(self.clone().write(journal.clone()));
        }
        written.await.unwrap_or(Err(NotRecorded))
    }

    /// Whether nobody writes yet.
    fn add(&self, look: Noted, answer: Answer) -> bool {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.looks.push((look, answer));
        !std::mem::replace(&mut waiting.writing, true)
    }

    /// Everything that waits; nobody writes any more when that is nothing.
    fn take(&self) -> Vec<(Noted, Answer)> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.writing = !waiting.looks.is_empty();
        std::mem::take(&mut waiting.looks)
    }

    async fn write(self, journal: Journal) {
        loop {
            let (looks, answers): (Vec<Noted>, Vec<Answer>) = self.take().into_iter().unzip();
            if looks.is_empty() {
                return;
            }
            let written = journal.note(looks).await.map_err(|error| {
                let source = std::error::Error::source(&error).map(ToString::to_string);
                tracing::error!(error = %error, ?source, "looks at personal data were not recorded");
                NotRecorded
            });
            for answer in answers {
                // Whoever has gone away needs no answer.
                let _ = answer.send(written);
            }
        }
    }
}
