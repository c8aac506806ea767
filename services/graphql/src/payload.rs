//! Answers of mutations: what was accepted, or typed refusals.

use crate::caller::coded;
use application::{Accepted, AskError, Booked, ImportRefusal, Opened, PriceMistake, Purchased, Refusal};
use async_graphql::{Error, Result, SimpleObject};
use domain_model::values::{AccountNumber, AdjustmentNumber, FieldError, InvoiceNumber, OperationNumber};
use journal::Cursor;

/// Why a mutation was not accepted. Nothing was changed.
#[derive(Clone, Debug, SimpleObject)]
pub struct UserError {
    /// A stable word for programs.
    pub code: String,
    /// The field of the input that is wrong, where it is one.
    pub field: Option<String>,
    /// What was wrong and what to do.
    pub message: String,
}

/// An operation that was accepted: it goes to the registry now, or waits for votes.
#[derive(Clone, Debug, SimpleObject)]
pub struct OpenedOperation {
    /// Its number (`tid`).
    pub number: u64,
    /// The registration that it would make.
    pub registration: Option<u64>,
    /// The owner's contact that was recorded with it, for a transfer in.
    pub owner: Option<u64>,
}

/// The answer of a mutation that opens an operation.
#[derive(Clone, Debug, Default, SimpleObject)]
pub struct OperationPayload {
    /// The operation.
    pub operation: Option<OpenedOperation>,
    /// Give it to a query to read what this mutation wrote.
    pub consistency: Option<String>,
    /// The first answer under the same idempotency key, given again.
    pub repeated: bool,
    /// Why it was not accepted.
    pub user_errors: Vec<UserError>,
}

/// The answer of any other mutation.
#[derive(Clone, Debug, Default, SimpleObject)]
pub struct DonePayload {
    /// The number or login of what it is about.
    pub id: Option<String>,
    /// Give it to a query to read what this mutation wrote.
    pub consistency: Option<String>,
    /// The first answer under the same idempotency key, given again.
    pub repeated: bool,
    /// Why it was not accepted.
    pub user_errors: Vec<UserError>,
}

/// The answer of a mutation about points or an invoice.
#[derive(Clone, Debug, Default, SimpleObject)]
pub struct PointsPayload {
    /// The account that it is about.
    pub id: Option<String>,
    /// The number of the invoice or credit note.
    pub invoice: Option<String>,
    /// It is not booked: it waits under this number until another operator approves.
    pub adjustment: Option<u64>,
    /// Give it to a query to read what this mutation wrote.
    pub consistency: Option<String>,
    /// The first answer under the same idempotency key, given again.
    pub repeated: bool,
    /// Why it was not accepted.
    pub user_errors: Vec<UserError>,
}

impl PointsPayload {
    fn answer<T>(
        outcome: Result<Accepted<T>, Obstacle>,
        told: impl FnOnce(&T) -> (AccountNumber, Option<InvoiceNumber>, Option<AdjustmentNumber>),
    ) -> Result<Self> {
        match outcome {
            Ok(accepted) => {
                let (account, invoice, adjustment) = told(&accepted.value);
                Ok(Self {
                    id: Some(account.to_string()),
                    invoice: invoice.map(|number| number.to_string()),
                    adjustment: adjustment.map(|number| number.get()),
                    consistency: consistency(&accepted.cursors),
                    repeated: accepted.repeated,
                    user_errors: vec![],
                })
            }
            Err(Obstacle::Refused(user_errors)) => Ok(Self { user_errors, ..Self::default() }),
            Err(Obstacle::Failed(error)) => Err(error),
        }
    }

    /// Of an invoice, with refusals as data and failures as errors.
    ///
    /// # Errors
    /// The world failed.
    pub fn purchased(outcome: Result<Accepted<Purchased>, Obstacle>) -> Result<Self> {
        Self::answer(outcome, |done| (done.account, Some(done.invoice), None))
    }

    /// Of a correction or gift, with refusals as data and failures as errors.
    ///
    /// # Errors
    /// The world failed.
    pub fn booked(outcome: Result<Accepted<Booked>, Obstacle>) -> Result<Self> {
        Self::answer(outcome, |done| (done.account, None, done.waits))
    }
}

/// The answer of a lock or its end.
#[derive(Clone, Debug, Default, SimpleObject)]
pub struct DisputePayload {
    /// The operation that tells the registry; absent where it knows already, or nothing was accepted.
    pub operation: Option<OpenedOperation>,
    /// Give it to a query to read what this mutation wrote.
    pub consistency: Option<String>,
    /// The first answer under the same idempotency key, given again.
    pub repeated: bool,
    /// Why it was not accepted.
    pub user_errors: Vec<UserError>,
}

impl DisputePayload {
    /// The answer, with refusals as data and failures as errors.
    ///
    /// # Errors
    /// The world failed.
    pub fn answer(outcome: Result<Accepted<Option<OperationNumber>>, Obstacle>) -> Result<Self> {
        match outcome {
            Ok(accepted) => Ok(Self {
                operation: accepted.value.map(|number| OpenedOperation {
                    number: number.get(),
                    registration: None,
                    owner: None,
                }),
                consistency: consistency(&accepted.cursors),
                repeated: accepted.repeated,
                user_errors: vec![],
            }),
            Err(Obstacle::Refused(user_errors)) => Ok(Self { user_errors, ..Self::default() }),
            Err(Obstacle::Failed(error)) => Err(error),
        }
    }
}

/// What stands in the way of a mutation.
pub enum Obstacle {
    /// The business says no: a typed refusal.
    Refused(Vec<UserError>),
    /// The world failed: an error at the top.
    Failed(Error),
}

impl From<AskError> for Obstacle {
    fn from(error: AskError) -> Self {
        match error {
            AskError::Refused(Refusal::Fields(errors)) => errors.into(),
            AskError::Refused(Refusal::Import(ImportRefusal::Mistakes(mistakes))) => {
                let said = |mistake: &PriceMistake| UserError {
                    code: "PRICES_INVALID".to_owned(),
                    field: Some(mistake.column.clone()),
                    message: mistake.to_string(),
                };
                Self::Refused(mistakes.iter().map(said).collect())
            }
            AskError::Refused(refusal) => Self::Refused(vec![UserError {
                code: refusal.code().to_owned(),
                field: refusal.field().map(str::to_owned),
                message: refusal.to_string(),
            }]),
            other => Self::Failed(failure(&other)),
        }
    }
}

impl From<Vec<FieldError>> for Obstacle {
    fn from(errors: Vec<FieldError>) -> Self {
        let said = |error: FieldError| UserError {
            code: "FIELDS_INVALID".to_owned(),
            field: Some(error.field),
            message: error.message,
        };
        Self::Refused(errors.into_iter().map(said).collect())
    }
}

impl From<Error> for Obstacle {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// What a caller is told when the world failed; the log has the rest.
pub fn failure(error: &AskError) -> Error {
    let code = match error {
        AskError::KeyReused => "IDEMPOTENCY_KEY_REUSED",
        AskError::Contended => "CONTENDED",
        AskError::Unknown { .. } => "OUTCOME_UNKNOWN",
        AskError::Registry(_) => "REGISTRY_UNAVAILABLE",
        AskError::Resolver(_) => "DNS_UNAVAILABLE",
        AskError::ClaimsNotice(_) => "CLAIMS_NOTICE_UNAVAILABLE",
        AskError::Refused(_) => "REFUSED",
        AskError::Journal(_) | AskError::View(_) => {
            tracing::error!(error = %error, source = ?std::error::Error::source(error).map(ToString::to_string), "a request failed");
            "INTERNAL"
        }
    };
    coded(code, error.to_string())
}

/// A query that the business refuses has its code.
pub fn coded_failure(error: &AskError) -> Error {
    match error {
        AskError::Refused(refusal) => coded(refusal.code(), refusal.to_string()),
        other => failure(other),
    }
}

/// What a caller is told when a document could not be drawn; the log has the rest.
pub fn pdf_failure(error: &paper::PaperError) -> Error {
    tracing::error!(error = %error, "a document was not drawn");
    coded("INTERNAL", error.to_string())
}

/// As [`failure`], for a view. A value that the database cannot hold is the caller's mistake.
pub fn view_failure(error: projections::ViewError) -> Error {
    if error.is_bad_value() {
        return coded("BAD_VALUE", "an argument is out of the range of its kind: a date, a number or a text");
    }
    failure(&AskError::View(error))
}

/// The cursors as one opaque text.
pub fn consistency(cursors: &[Cursor]) -> Option<String> {
    let bytes = serde_json::to_vec(cursors).ok().filter(|_| !cursors.is_empty())?;
    Some(data_encoding::BASE64URL_NOPAD.encode(&bytes))
}

/// The cursors of an opaque text.
///
/// # Errors
/// It is none of ours.
pub fn cursors(text: &str) -> Result<Vec<Cursor>> {
    let places = i16::try_from(journal::PARTITIONS).unwrap_or(i16::MAX);
    let ours = |cursor: &Cursor| {
        (0..places).contains(&cursor.partition)
            && cursor.epoch >= 0
            && cursor.xid >= 0
            && cursor.position >= 0
    };
    let bytes = data_encoding::BASE64URL_NOPAD.decode(text.as_bytes()).ok();
    bytes
        .and_then(|bytes| serde_json::from_slice::<Vec<Cursor>>(&bytes).ok())
        .filter(|cursors| cursors.len() <= usize::from(journal::PARTITIONS) && cursors.iter().all(ours))
        .ok_or_else(|| coded("BAD_CONSISTENCY", "consistency: not a value that a mutation answered"))
}

impl OperationPayload {
    /// The answer, with refusals as data and failures as errors.
    ///
    /// # Errors
    /// The world failed.
    pub fn answer(outcome: Result<Accepted<Opened>, Obstacle>) -> Result<Self> {
        match outcome {
            Ok(accepted) => Ok(Self {
                operation: Some(OpenedOperation {
                    number: accepted.value.operation.get(),
                    registration: accepted.value.registration.map(|number| number.get()),
                    owner: accepted.value.owner.map(|number| number.get()),
                }),
                consistency: consistency(&accepted.cursors),
                repeated: accepted.repeated,
                user_errors: vec![],
            }),
            Err(Obstacle::Refused(user_errors)) => Ok(Self { user_errors, ..Self::default() }),
            Err(Obstacle::Failed(error)) => Err(error),
        }
    }
}

impl DonePayload {
    /// The answer, with refusals as data and failures as errors.
    ///
    /// # Errors
    /// The world failed.
    pub fn answer<T>(
        outcome: Result<Accepted<T>, Obstacle>,
        id: impl FnOnce(&T) -> Option<String>,
    ) -> Result<Self> {
        match outcome {
            Ok(accepted) => Ok(Self {
                id: id(&accepted.value),
                consistency: consistency(&accepted.cursors),
                repeated: accepted.repeated,
                user_errors: vec![],
            }),
            Err(Obstacle::Refused(user_errors)) => Ok(Self { user_errors, ..Self::default() }),
            Err(Obstacle::Failed(error)) => Err(error),
        }
    }
}
