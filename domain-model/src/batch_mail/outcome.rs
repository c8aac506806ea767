//! What became of a mail: what its answer says.

use crate::values::{OperationNumber, OrderNumber, Points};
use serde::{Deserialize, Serialize};

/// What became of a mail (`batch.result.status`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Done at once.
    Done,
    /// Accepted: the operation is under way, or the order waits for its payment.
    Accepted,
    /// Refused: nothing was done.
    Refused,
    /// Rehearsed: nothing was done, and this is what would have been.
    Rehearsed,
}

impl Status {
    /// The word of the answer.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Rehearsed => "rehearsed",
        }
    }
}

/// What stands in the way, at which key of the mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mistake {
    /// The key: `order.domain.name`.
    pub key: String,
    /// What was expected, in English, with what was found where it is neither personal nor secret.
    pub expected: String,
}

/// The answer to a mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// What became of it.
    pub status: Status,
    /// Under this operation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<OperationNumber>,
    /// As this order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderNumber>,
    /// The price, in points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<Points>,
    /// Why it was refused, or would be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mistakes: Vec<Mistake>,
    /// What else there is to say, in order, as further lines of the answer: `batch.result.KEY: VALUE`. Nothing personal.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<(String, String)>,
    /// The first answer, given again: nothing was done this time.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub repeated: bool,
    /// The same message arrived before: no answer is owed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub silent: bool,
}

impl Outcome {
    /// An answer that says no more than this.
    pub fn new(status: Status) -> Self {
        Self {
            status,
            operation: None,
            order: None,
            points: None,
            mistakes: vec![],
            lines: vec![],
            repeated: false,
            silent: false,
        }
    }
}
