//! What the public directory answers from: every name that is ours, its persons and the hosts inside our names, in
//! memory.
//!
//! It is a follower as any other, but keeps what it knows to itself: at a start it is filled from the tables of the other
//! views, then it reads the journal's end from where these tables had come to. What was already in a row comes again, and
//! is known by its number in the stream. Persons are kept in the clear, as answers need them; who is erased is gone with
//! the event that says so.

mod facts;
mod follow;
mod memory;

pub use facts::{HostFacts, NameFacts, PersonFacts, PersonText, PersonTexts};
pub use memory::{Directory, FoundName, Kept};
