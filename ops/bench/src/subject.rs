//! What is appended and replayed: an aggregate whose one event carries some words and a sealed personal value, about
//! as large as the registrar's own events.

use domain_model::values::{Purpose, SealOwner, Sealed};
use domain_model::{Actor, Cause, Channel};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Notes about something, counted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Notebook {
    /// How many notes.
    pub notes: u64,
    /// The last one's words.
    pub last: String,
}

/// Take a note.
#[derive(Clone, Debug)]
pub struct Note {
    /// What is noted.
    pub words: String,
    /// Whose data it carries.
    pub person: u64,
    /// The personal value, to be sealed.
    pub email: String,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum NotebookEvent {
    /// A note was taken.
    Noted {
        /// What is noted.
        words: String,
        /// By whom.
        email: Sealed<String>,
    },
}

/// A notebook refuses one thing.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NotebookRefusal {
    /// Nothing to note.
    #[error("a note needs words")]
    Empty,
}

domain_model::domain_event!(NotebookEvent { Noted => "1" });
domain_model::aggregate!(Notebook, "notebook", String, Note, NotebookEvent, NotebookRefusal);

impl Notebook {
    fn decided(&self, note: &Note) -> Result<Vec<NotebookEvent>, NotebookRefusal> {
        if note.words.is_empty() {
            return Err(NotebookRefusal::Empty);
        }
        let owner = SealOwner::new("contact", note.person, Purpose::Contact);
        let email = Sealed::open(owner, note.email.clone());
        Ok(vec![NotebookEvent::Noted { words: note.words.clone(), email }])
    }

    fn evolve(&mut self, event: NotebookEvent) {
        let NotebookEvent::Noted { words, .. } = event;
        self.notes += 1;
        self.last = words;
    }
}

/// How many persons there are keys for.
pub const PERSONS: u64 = 200;

/// The note number `n`: the same for every contender.
pub fn note(n: u64) -> Note {
    Note {
        words: format!("example-{n:08}.com renewed for 1 year at 1200 points, rule reseller-EUR@2026-01-01"),
        person: n % PERSONS,
        email: format!("person-{:04}@example.net", n % PERSONS),
    }
}

/// A cause as a door gives it, with the caller's key.
pub fn cause(key: &str) -> Cause {
    let actor = Actor::Operator("support".to_owned());
    let mut cause = Cause::new(actor, Channel::GraphQl, journal::wall_clock(), Uuid::now_v7());
    cause.key = Some(key.to_owned());
    cause
}

/// A small generator, one a client (Steele, Lea and Flood: SplitMix64).
pub struct Chance(pub u64);

impl Chance {
    /// A number below `limit`.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % limit.max(1)
    }
}
