//! Return codes: one table per function that reads like the paper's.

use crate::codec::{Answer, ArgumentError, Fault, Value};
use application::{AskError, Refusal};
use domain_model::{points_account, trade};

/// What a call came to when it did not succeed.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The paper's numbers, and why in words.
    Refused {
        retcode: i64,
        retval: i64,
        why: String,
        /// `retfields`, where the paper has them beside a refusal.
        fields: Option<Value>,
    },
    /// No answer of the paper fits.
    Fault(Fault),
}

pub(crate) type Outcome = Result<Answer, Stop>;

/// Not enough points (DOORS, settled questions: the paper has no code of it).
const POINTS: i64 = -20;

/// The return codes of one function.
pub(crate) struct Codes {
    /// An argument cannot be read, or is missing.
    pub argument: i64,
    /// What the function answers to a refusal.
    pub refusal: fn(&Refusal) -> (i64, i64),
}

/// ```text
/// codes! { RENEW, argument -3;
///     (-1, -2) "PERMISSION DENIED": Refusal::NotYours { .. },
///     (0, 0) "Le nom de domaine n'existe pas": Refusal::Domain(domain::Refusal::NotHeld),
///     otherwise (-1, -2)
/// }
/// ```
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident, argument $argument:literal;
     $(($retcode:literal, $retval:literal) $words:literal: $pattern:pat,)*
     otherwise ($else_code:literal, $else_val:literal)) => {
        $(#[$doc])*
        const $name: $crate::codes::Codes = $crate::codes::Codes {
            argument: $argument,
            refusal: |refusal| {
                $(if matches!(refusal, $pattern) {
                    // The paper's words.
                    let _: &str = $words;
                    return ($retcode, $retval);
                })*
                let _ = refusal;
                ($else_code, $else_val)
            },
        };
    };
}
pub(crate) use codes;

impl Codes {
    /// What came, or the function's answer to what went wrong.
    pub fn check<T>(&self, result: Result<T, impl Into<Wrong>>) -> Result<T, Stop> {
        result.map_err(|wrong| self.stop(wrong))
    }

    /// The function's answer to what went wrong.
    pub fn stop(&self, wrong: impl Into<Wrong>) -> Stop {
        match wrong.into() {
            Wrong::Argument(error) => Stop::refused(-1, self.argument, error.to_string()),
            Wrong::Ask(AskError::Refused(refusal)) => {
                let (retcode, retval) = match &refusal {
                    Refusal::Points(points_account::Refusal::NotEnoughPoints { .. }) => (-1, POINTS),
                    // The paper numbers these itself.
                    Refusal::Trade(trade::Refusal::Resend(refusal)) => (-1, refusal.retval().into()),
                    other => (self.refusal)(other),
                };
                Stop::refused(retcode, retval, format!("{}; {refusal}", refusal.code()))
            }
            Wrong::Ask(error) => Stop::failed(&error),
        }
    }
}

impl Stop {
    pub fn refused(retcode: i64, retval: i64, why: impl Into<String>) -> Self {
        Self::Refused { retcode, retval, why: why.into(), fields: None }
    }

    /// The same refusal under another number: an argument that means something else in this function.
    pub fn with_retval(self, other: i64) -> Self {
        match self {
            Self::Refused { retcode, why, fields, .. } => {
                Self::Refused { retcode, retval: other, why, fields }
            }
            fault => fault,
        }
    }

    /// The same refusal with `retfields`.
    pub fn with_fields(self, shown: impl Into<Value>) -> Self {
        match self {
            Self::Refused { retcode, retval, why, .. } => {
                Self::Refused { retcode, retval, why, fields: Some(shown.into()) }
            }
            fault => fault,
        }
    }

    /// The world failed: logged here, once.
    pub fn failed(error: &(dyn std::error::Error + 'static)) -> Self {
        let mut causes = vec![error.to_string()];
        let mut source = error.source();
        while let Some(cause) = source {
            causes.push(cause.to_string());
            source = cause.source();
        }
        tracing::error!(error = causes.join(": "), "a call could not be served");
        Self::Fault(Fault::Unavailable)
    }
}

/// What can go wrong in a function.
pub(crate) enum Wrong {
    Argument(ArgumentError),
    Ask(AskError),
}

impl From<ArgumentError> for Wrong {
    fn from(error: ArgumentError) -> Self {
        Self::Argument(error)
    }
}

impl From<AskError> for Wrong {
    fn from(error: AskError) -> Self {
        Self::Ask(error)
    }
}

impl From<Refusal> for Wrong {
    fn from(refusal: Refusal) -> Self {
        Self::Ask(refusal.into())
    }
}

impl From<projections::ViewError> for Wrong {
    fn from(error: projections::ViewError) -> Self {
        Self::Ask(error.into())
    }
}

/// Success: `retcode` 1.
pub(crate) fn done(retval: i64) -> Answer {
    Answer { retcode: 1, retval, retfields: None }
}

impl Answer {
    /// The same with `retfields`.
    pub(crate) fn with(mut self, fields: impl Into<Value>) -> Self {
        self.retfields = Some(fields.into());
        self
    }
}
