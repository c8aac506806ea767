//! Refusals and errors as JSON, with the statuses and words that the public clients know.

use application::{AskError, Refusal};
use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain_model::values::FieldError;
use serde::Serialize;
use std::collections::BTreeMap;
use std::time::Duration;
use utoipa::openapi::{Ref, RefOr, response::Response as Described};
use utoipa::{IntoResponses, ToSchema};

/// Why a call did nothing.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Error)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Problem {
    #[serde(skip)]
    pub status: StatusCode,
    /// Seconds after which the call may be made again (`Retry-After`).
    #[serde(skip)]
    pub retry_after: Option<u32>,
    /// `Client::BadRequest`, `Client::Forbidden`, `Client::NotFound`, `Client::Conflict`, `Server::…`.
    pub class: &'static str,
    /// In words: what was wrong, and what to do.
    pub message: String,
    /// A stable word for programs.
    pub error_code: &'static str,
    /// The field, parameter or configuration label that is wrong, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<Box<str>>,
    /// Every wrong field with what is expected, where more than one may be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details: Option<BTreeMap<String, String>>,
}

impl Problem {
    fn new(status: StatusCode, class: &'static str, code: &'static str, message: impl Into<String>) -> Self {
        let (message, error_code) = (message.into(), code);
        Self { status, retry_after: None, class, message, error_code, field: None, details: None }
    }

    /// A field, parameter or configuration is wrong (400).
    pub fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        let (field, message) = (field.into(), message.into());
        let said = format!("{field}: {message}");
        Self {
            field: Some(field.into()),
            ..Self::new(StatusCode::BAD_REQUEST, "Client::BadRequest", "INVALID_ARGUMENT", said)
        }
    }

    /// Fields are wrong, each of them named (400).
    pub fn fields(wrong: &[FieldError]) -> Self {
        let said: Vec<_> = wrong.iter().map(|error| format!("{}: {}", error.field, error.message)).collect();
        Self {
            field: wrong.first().map(|error| error.field.as_str().into()),
            details: Some(said_of(wrong)),
            ..Self::new(StatusCode::BAD_REQUEST, "Client::BadRequest", "INVALID_ARGUMENT", said.join("; "))
        }
    }

    /// The call is refused as a whole (400).
    pub fn bad(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "Client::BadRequest", code, message)
    }

    /// The caller has to prove who it is (401).
    pub fn not_signed() -> Self {
        let message = "this call must be signed: X-Ovh-Application, X-Ovh-Consumer, X-Ovh-Timestamp and X-Ovh-Signature";
        Self::new(StatusCode::UNAUTHORIZED, "Client::Unauthorized", "NOT_CREDENTIAL", message)
    }

    /// The caller names an application and no credential (403): the public clients know it by this status.
    pub fn no_credential() -> Self {
        let message = "This call needs a credential: sign it with a consumer key (X-Ovh-Consumer, X-Ovh-Timestamp, \
             X-Ovh-Signature), or ask for one at /auth/credential";
        Self::forbidden("NOT_CREDENTIAL", message)
    }

    /// The caller may not (403). The public clients tell `INVALID_KEY`, `INVALID_CREDENTIAL`, `NOT_CREDENTIAL`,
    /// `NOT_GRANTED_CALL` and `FORBIDDEN` apart.
    pub fn forbidden(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "Client::Forbidden", code, message)
    }

    /// There is no such thing, or not for this caller (404).
    pub fn not_found(what: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "Client::NotFound", "NOT_FOUND", what)
    }

    /// It is not possible as things stand (409).
    pub fn conflict(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "Client::Conflict", code, message)
    }

    /// The payment does not suffice (402).
    pub fn unpaid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::PAYMENT_REQUIRED, "Client::PaymentRequired", "NOT_ENOUGH_POINTS", message)
    }

    /// Too many calls (429).
    pub fn too_many(message: impl Into<String>) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "Client::TooManyRequests", "QUOTA_EXCEEDED", message)
    }

    /// Too many calls, or failures, from this address: it waits so long (429).
    pub fn too_often(wait: Duration) -> Self {
        let seconds = wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0)).max(1);
        let message = format!("Too many calls from this address: try again in {seconds} seconds");
        Self { retry_after: u32::try_from(seconds).ok(), ..Self::too_many(message) }
    }

    /// The path has other methods (405).
    pub fn no_such_method() -> Self {
        let message = "this path is not called by this method; see /1.0/openapi.json";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "Client::MethodNotAllowed", "METHOD_NOT_ALLOWED", message)
    }

    /// The body is too large (413).
    pub fn too_large(limit: usize) -> Self {
        let message = format!("the body is cut off, or has more than {limit} octets");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "Client::BadRequest", "BODY_TOO_LARGE", message)
    }

    /// Something outside could not be asked (503).
    pub fn unavailable(message: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "Server::ServiceUnavailable", "UNAVAILABLE", message)
    }

    /// A defect of ours (500): in the log, not here.
    pub fn internal() -> Self {
        let message = "the call failed for a reason that is ours; it was logged";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "Server::InternalServerError", "INTERNAL", message)
    }

    /// The same about a field.
    #[must_use]
    pub fn about(self, field: impl Into<String>) -> Self {
        Self { field: Some(field.into().into()), ..self }
    }

    fn refused(refusal: &Refusal) -> Self {
        let (code, message) = (refusal.code(), refusal.to_string());
        let problem = match code {
            "NOT_FOUND" => Self::new(StatusCode::NOT_FOUND, "Client::NotFound", code, message),
            "NOT_YOURS" | "FORBIDDEN" | "ACCOUNT_NOT_OPEN" => Self::forbidden("FORBIDDEN", message),
            "NOT_ENOUGH_POINTS" | "NOT_ENOUGH_MONEY" => Self::unpaid(message),
            "TOO_OFTEN" => Self::too_many(message),
            "CONDITIONS_NOT_ACCEPTED"
            | "REASON_MISSING"
            | "CLAIMS_NOTICE_MISSING"
            | "CLAIMS_NOTICE_WRONG"
            | "CLAIMS_NOTICE_LAPSED"
            | "ALLOCATION_TOKEN_WRONG"
            | "FIELDS_INVALID"
            | "NAME_NOT_OFFERED"
            | "NOT_OFFERED"
            | "CONTACT_INVALID"
            | "NOT_ELIGIBLE"
            | "FIELD_FIXED"
            | "NO_PRICE" => Self::bad("INVALID_ARGUMENT", message),
            _ => Self::conflict(code, message),
        };
        let details = match refusal {
            Refusal::Fields(wrong) | Refusal::NotEligible { problems: wrong, .. } => Some(said_of(wrong)),
            _ => None,
        };
        Self { error_code: code, details, field: refusal.field().map(Into::into), ..problem }
    }
}

/// Every field with what is expected of it.
fn said_of(wrong: &[FieldError]) -> BTreeMap<String, String> {
    wrong.iter().map(|error| (error.field.clone(), error.message.clone())).collect()
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self::refused(&refusal)
    }
}

impl From<AskError> for Problem {
    fn from(error: AskError) -> Self {
        match &error {
            AskError::Refused(refusal) => Self::refused(refusal),
            AskError::KeyReused => Self::conflict("IDEMPOTENCY_KEY_REUSED", error.to_string()),
            AskError::Contended | AskError::Unknown { .. } => Self::unavailable(error.to_string()),
            AskError::Registry(_) | AskError::Resolver(_) | AskError::ClaimsNotice(_) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "a call had to be answered without an answer"
                );
                Self::unavailable(format!("{error}; try again later"))
            }
            AskError::Journal(_) | AskError::View(_) => {
                tracing::error!(error = &error as &dyn std::error::Error, "a call failed");
                Self::unavailable("the registrar's database cannot be reached; try again later")
            }
        }
    }
}

impl From<projections::ViewError> for Problem {
    fn from(error: projections::ViewError) -> Self {
        AskError::from(error).into()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let retry_after = self.retry_after.map(|seconds| [(header::RETRY_AFTER, seconds)]);
        (self.status, retry_after, Json(self)).into_response()
    }
}

/// Every handler may answer with these: `responses((status = 200, body = …), Problem)`.
impl IntoResponses for Problem {
    fn responses() -> BTreeMap<String, RefOr<Described>> {
        const WHEN: [(&str, &str); 10] = [
            ("400", "A field, parameter or configuration is wrong; it is named."),
            ("401", "The call is not signed."),
            ("402", "The payment does not suffice."),
            ("403", "The caller may not, or proves nobody."),
            ("404", "There is no such thing, or not for this caller."),
            ("405", "The path has other methods."),
            ("409", "Not possible as things stand."),
            ("413", "The body is too large."),
            ("429", "Too many calls."),
            ("503", "Something outside cannot be asked now."),
        ];
        let described = |when: &str| {
            let content =
                utoipa::openapi::ContentBuilder::new().schema(Some(Ref::from_schema_name("Error"))).build();
            let response = utoipa::openapi::ResponseBuilder::new()
                .description(when)
                .content("application/json", content)
                .build();
            RefOr::T(response)
        };
        WHEN.iter().map(|(status, when)| ((*status).to_owned(), described(when))).collect()
    }
}
