//! The answers that are owed to requests for data of persons, among what else is owed about a name.

use super::{HEADS, ObligationRow};
use crate::fold::{Row, Table};
use crate::stamp::Stamp;
use domain_model::disclosure_request::{Event, Filing};
use domain_model::obligations::{Key, Kind, Terms};
use domain_model::values::DisclosureNumber;
use journal::follow::FollowerError;
use journal::{JournalError, Recorded, StreamId};
use serde::{Deserialize, Serialize};

/// Where the stream of a request is, and its obligation while it is owed. Kept beside those of names: a request's number
/// is no name.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct AnswerHead {
    name: String,
    sequence: i64,
    /// None or one: a column of JSON takes no null.
    state: Vec<ObligationRow>,
}

impl AnswerHead {
    /// The row as it is now; none where the name is not ours, and nobody's list has it.
    pub fn row(&self) -> Option<&ObligationRow> {
        self.state.first()
    }
}

impl Row for AnswerHead {
    const TABLE: Table = HEADS;
    const STREAMS: &'static [&'static str] = &["disclosure-request"];
    type Event = Event;

    fn decode(event: &Recorded) -> Result<Event, JournalError> {
        event.decode()
    }

    fn new(stream: &StreamId, _: &Stamp) -> Result<Self, FollowerError> {
        Ok(Self { name: stream.aggregate_id().to_owned(), sequence: 0, state: vec![] })
    }

    fn sequence(&mut self) -> &mut i64 {
        &mut self.sequence
    }

    fn apply(&mut self, event: Event, stamp: &Stamp) {
        if let Event::Filed { filing } = &event {
            let number = self.name.parse::<DisclosureNumber>().ok();
            self.state = number.and_then(|number| owed(number, filing, stamp)).into_iter().collect();
        }
        let Some(row) = self.state.first_mut() else { return };
        match event {
            Event::Decided { .. } => row.settle("discharged", stamp),
            Event::Withdrawn { .. } => row.settle("void", stamp),
            Event::Missed { .. } => {
                row.missed = true;
                row.settle("missed", stamp);
            }
            _ => {}
        }
    }
}

fn owed(number: DisclosureNumber, filing: &Filing, stamp: &Stamp) -> Option<ObligationRow> {
    let held = filing.held?;
    let terms = Terms {
        key: Key {
            kind: Kind::DisclosureAnswer { request: number },
            about: filing.terms.received_at.date_naive(),
        },
        registration: held.registration,
        account: held.account,
        from: filing.terms.received_at,
        due: filing.terms.due,
        rule: filing.terms.rule.clone(),
    };
    Some(ObligationRow::opened(&filing.name, terms, stamp))
}
