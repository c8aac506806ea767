//! `/auth`: time, credentials; and the signature that every other call carries.
//!
//! | room | what it does |
//! |---|---|
//! | `addresses` | which addresses a client may have called, and signed |
//! | `credentials` | `/auth/credential` and its siblings |

mod addresses;
mod credentials;

use crate::caller::Identity;
use crate::door::{Door, ROOT};
use crate::problem::Problem;
use application::{NotProven, SignedCall};
use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;

const APPLICATION: &str = "x-ovh-application";
const CONSUMER: &str = "x-ovh-consumer";
const TIMESTAMP: &str = "x-ovh-timestamp";
const SIGNATURE: &str = "x-ovh-signature";

/// Paths that cost nothing: whoever has no clock asks for the time before every call.
const UNCOUNTED: [&str; 2] = ["/auth/time", "/openapi.json"];

/// The paths.
pub(crate) fn routes() -> OpenApiRouter<Arc<Door>> {
    credentials::routes()
}

/// A header's text; nothing where it is absent or no text.
fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok()).filter(|text| !text.is_empty())
}

/// Who signed a call; nobody, where it carries no consumer key and no signature.
///
/// # Errors
/// What it carries proves nobody, or does not grant this call; or a stranger has called too often.
pub(crate) async fn identify(
    door: &Door,
    call: &Parts,
    body: &Bytes,
    peer: SocketAddr,
    address: IpAddr,
) -> Result<Option<Identity>, Problem> {
    let path = call.uri.path();
    let path = path.strip_prefix(ROOT).unwrap_or(path);
    let (consumer, signature) = (header(&call.headers, CONSUMER), header(&call.headers, SIGNATURE));
    if consumer.is_none() && signature.is_none() {
        if !UNCOUNTED.contains(&path) {
            door.application.admit_stranger(address).map_err(Problem::too_often)?;
        }
        return Ok(None);
    }
    let Some(consumer_key) = consumer else { return Err(Problem::no_credential()) };
    let addresses = addresses::called(door, call, peer);
    let signed = SignedCall {
        application: header(&call.headers, APPLICATION).unwrap_or_default(),
        consumer_key,
        timestamp: header(&call.headers, TIMESTAMP).unwrap_or_default(),
        signature: signature.unwrap_or_default(),
        method: call.method.as_str(),
        addresses: &addresses,
        path,
        body,
        from: address,
    };
    let proven = door.application.prove(signed).await?.map_err(|why| refused(&why))?;
    Ok(Some(Identity {
        account: proven.account,
        profile: proven.profile,
        credential: proven.credential.get(),
    }))
}

/// Whether the caller names an application, as the public clients always do.
pub(crate) fn names_application(headers: &HeaderMap) -> bool {
    headers.contains_key(APPLICATION)
}

/// With the statuses and words by which the public clients tell them apart.
fn refused(why: &NotProven) -> Problem {
    let message = sentence(&why.to_string());
    match why {
        NotProven::ApplicationUnknown => Problem::forbidden("INVALID_KEY", message),
        NotProven::CredentialUnknown | NotProven::NotInForce(_) => {
            Problem::forbidden("INVALID_CREDENTIAL", message)
        }
        NotProven::OutOfTime { .. } => Problem::bad("QUERY_TIME_OUT", message).about("X-Ovh-Timestamp"),
        NotProven::WrongSignature => Problem::bad("INVALID_SIGNATURE", message).about("X-Ovh-Signature"),
        NotProven::ElsewhereOnly | NotProven::NotOpen => Problem::forbidden("FORBIDDEN", message),
        NotProven::NotGranted => Problem::forbidden("NOT_GRANTED_CALL", message),
        NotProven::Locked { retry_after } => Problem::too_often(*retry_after),
    }
}

/// As a sentence begins.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::StatusCode;
    use domain_model::credential::Status;
    use std::time::Duration;

    #[test]
    fn every_refusal_has_the_status_and_word_that_the_public_clients_know() {
        let five = Duration::from_secs(300);
        for (why, status, code) in [
            (NotProven::ApplicationUnknown, 403, "INVALID_KEY"),
            (NotProven::CredentialUnknown, 403, "INVALID_CREDENTIAL"),
            (NotProven::NotInForce(Status::Pending), 403, "INVALID_CREDENTIAL"),
            (NotProven::OutOfTime { window: five }, 400, "QUERY_TIME_OUT"),
            (NotProven::WrongSignature, 400, "INVALID_SIGNATURE"),
            (NotProven::ElsewhereOnly, 403, "FORBIDDEN"),
            (NotProven::NotOpen, 403, "FORBIDDEN"),
            (NotProven::NotGranted, 403, "NOT_GRANTED_CALL"),
            (NotProven::Locked { retry_after: five }, 429, "QUOTA_EXCEEDED"),
        ] {
            let problem = refused(&why);
            let expected = (StatusCode::from_u16(status).unwrap(), code);
            assert_eq!((problem.status, problem.error_code), expected, "{why:?}");
        }
        assert_eq!(refused(&NotProven::NotGranted).message, "This call has not been granted");
    }
}
