//! How the connection with a registry stands.

use std::time::Duration;

/// How the connection of this process with a registry stands. Moments are told by how long ago they are, in real time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RegistryHealth {
    /// Sessions that are open.
    pub sessions_open: usize,
    /// Of these, those with a command in flight.
    pub sessions_in_use: usize,
    /// The most sessions that may be open.
    pub sessions_most: usize,
    /// Since its last answer.
    pub answered: Option<Duration>,
    /// Since something last went wrong, and what: without secrets.
    pub failed: Option<(Duration, String)>,
    /// Since its queue was last asked for messages.
    pub polled: Option<Duration>,
    /// How many answers the last minute had; of very many, the latest are counted.
    pub answers: usize,
    /// Half of these took no longer.
    pub median: Option<Duration>,
    /// All but one in twenty of these took no longer.
    pub p95: Option<Duration>,
}
