//! A registrar that may log in, and its queue of service messages.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::secret::Secret;

/// A client of the registry.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Registrar {
    /// `clID`, 3 to 16 characters.
    pub id: String,
    pub password: Secret,
}

/// A service message before it has a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub at: DateTime<Utc>,
    pub text: String,
    /// The content of `<resData>`, written once and sent as it is.
    pub res_data: Option<String>,
    /// The content of `<extension>`, with the namespace that the client must have asked for at login.
    pub extension: Option<NoticeExtension>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeExtension {
    /// `None`: sent whatever the client asked for.
    pub namespace: Option<String>,
    pub xml: String,
}

/// A service message in a queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PollMessage {
    pub id: u64,
    #[serde(flatten)]
    pub notice: Notice,
}

/// The messages of one registrar, oldest first.
pub type PollQueue = VecDeque<PollMessage>;
