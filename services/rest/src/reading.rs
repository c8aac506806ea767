//! Bodies, queries and path segments, with refusals that name the field.

use crate::problem::Problem;
use axum::body::Bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

/// A JSON body; an empty one is an object without members, as the public clients send it. Whatever the
/// `Content-Type`: the clients of 2012 send none.
pub(crate) struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let body = Bytes::from_request(request, state).await.map_err(|_| Problem::internal())?;
        read(&body).map(Self)
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    let body = if body.iter().all(u8::is_ascii_whitespace) { b"{}" } else { body };
    let mut json = serde_json::Deserializer::from_slice(body);
    let read = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        let why = words(error.inner());
        if path == "." {
            Problem::bad("INVALID_ARGUMENT", format!("the body: {why}"))
        } else {
            Problem::field(path, why)
        }
    })?;
    match json.end() {
        Ok(()) => Ok(read),
        Err(_) => Err(Problem::bad(
            "INVALID_ARGUMENT",
            "the body: one JSON value is expected, and nothing behind it",
        )),
    }
}

/// What serde says, without the place in the text, which names nothing to the caller.
fn words(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}

/// A query string.
pub(crate) struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        match axum::extract::Query::<T>::try_from_uri(&parts.uri) {
            Ok(query) => Ok(Self(query.0)),
            Err(rejection) => {
                let text = rejection.body_text();
                let why =
                    text.rsplit("Failed to deserialize query string: ").next().unwrap_or(&text).to_owned();
                Err(match why.split_once(": ") {
                    Some((field, why)) => Problem::field(field, why),
                    None => Problem::bad("INVALID_ARGUMENT", format!("the query string: {why}")),
                })
            }
        }
    }
}

/// The segments of the path that are variables. What is none of their kind names nothing (404).
pub(crate) struct Segments<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Segments<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(segments)) => Ok(Self(segments)),
            Err(PathRejection::FailedToDeserializePathParams(wrong)) => {
                Err(Problem::not_found(format!("nothing has this path: {}", wrong.body_text())))
            }
            Err(_) => Err(Problem::internal()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Default, Deserialize)]
    #[serde(default)]
    struct Asked {
        domain: Option<String>,
        inner: Vec<u8>,
    }

    #[test]
    fn an_empty_body_is_an_object_and_a_wrong_field_is_named() {
        assert!(read::<Asked>(b"").unwrap().domain.is_none());
        let wrong = read::<Asked>(br#"{"inner": [1, "x"]}"#).unwrap_err();
        assert_eq!(wrong.field.as_deref(), Some("inner[1]"));
        assert!(!wrong.message.contains("line"), "{}", wrong.message);
        assert!(read::<Asked>(b"{} {}").unwrap_err().field.is_none());
        assert!(read::<Asked>(b"[").is_err());
    }
}
