//! HTTP: a message in, one function called, one line in the log.

use crate::codec::{CONTENT_TYPE, Fault, Request, limits};
use crate::codes::{Outcome, Stop};
use crate::functions;
use crate::paper;
use crate::session::Caller;
use application::{Application, TrustedProxies};
use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{ConnectInfo, DefaultBodyLimit, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

const PATH: &str = "/apis.cgi";
/// Longer than a registry may be asked for an answer.
const PATIENCE: Duration = Duration::from_secs(120);
/// Bytes of a refusal in words.
const WORDS: usize = 500;

struct Door {
    application: Application,
    proxies: TrustedProxies,
}

/// The door at `/apis.cgi`. Serve it with `into_make_service_with_connect_info::<SocketAddr>()`: failures to log in
/// are counted by address.
pub fn router(application: Application) -> Router {
    let door = Door { application, proxies: TrustedProxies::default() };
    Router::new()
        .route(PATH, get(explain).post(serve))
        .layer(DefaultBodyLimit::max(limits::BYTES))
        .layer(tower_http::timeout::TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, PATIENCE))
        .with_state(Arc::new(door))
}

/// Somebody looks with a browser.
async fn explain() -> Response {
    let text = "SOAP 1.1 RPC/encoded, sans WSDL : appelez cette adresse par POST, voir services/soap/README.md.\n\
        SOAP 1.1 RPC/encoded, without a WSDL: call this address by POST, see services/soap/README.md.\n";
    let headers = [(header::ALLOW, "GET, POST"), (header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    (StatusCode::OK, headers, text).into_response()
}

async fn serve(
    State(door): State<Arc<Door>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let begun = Instant::now();
    let forwarded = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let address = door.proxies.visitor(peer.ip(), forwarded);
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let request = match body {
        Ok(body) => Request::parse(&body, content_type),
        Err(BytesRejection::FailedToBufferBody(rejected))
            if rejected.status() == StatusCode::PAYLOAD_TOO_LARGE =>
        {
            Err(Fault::TooLarge { limit: limits::BYTES })
        }
        Err(_) => Err(Fault::Envelope { what: "was cut off" }),
    };
    let request = match request {
        Ok(request) => request,
        Err(fault) => {
            tracing::info!(fault = %fault, "a message could not be read");
            return answer_fault(&fault);
        }
    };
    // A caller who hangs up does not end what it began.
    let serving = tokio::spawn(async move {
        let caller = Caller { application: &door.application, request: &request, address };
        let outcome = functions::call(&caller).await;
        log(&request, &outcome, begun.elapsed());
        answer(&request, outcome)
    });
    serving.await.unwrap_or_else(|_| answer_fault(&Fault::Unavailable))
}

/// The address is personal, and stays out of it.
fn log(request: &Request, outcome: &Outcome, took: Duration) {
    let function = functions::known(request.call.function()).unwrap_or("(unknown)");
    let reseller = request.argument(0, "dist_id").int().ok().flatten();
    let (retcode, retval) = match outcome {
        Ok(answer) => (Some(answer.retcode), Some(answer.retval)),
        Err(Stop::Refused { retcode, retval, .. }) => (Some(*retcode), Some(*retval)),
        Err(Stop::Fault(_)) => (None, None),
    };
    let fault = match outcome {
        Err(Stop::Fault(fault)) => Some(fault.to_string()),
        _ => None,
    };
    if let (Some(retcode), Some(retval)) = (retcode, retval)
        && paper::row_of(function, retcode, retval).is_none()
    {
        tracing::error!(function, retcode, retval, "an answer that the paper does not have");
    }
    let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    tracing::info!(reseller, function, milliseconds, retcode, retval, fault, "SOAP");
}

fn answer(request: &Request, outcome: Outcome) -> Response {
    match outcome {
        Ok(answer) => message(StatusCode::OK, answer.encode(&request.call)),
        Err(Stop::Refused { retcode, retval, why, fields }) => {
            let answer = crate::codec::Answer { retcode, retval, retfields: fields };
            let mut response = message(StatusCode::OK, answer.encode(&request.call));
            response.headers_mut().insert("x-refusal", words(&why));
            response
        }
        Err(Stop::Fault(fault)) => answer_fault(&fault),
    }
}

fn answer_fault(fault: &Fault) -> Response {
    message(StatusCode::INTERNAL_SERVER_ERROR, fault.encode())
}

fn message(status: StatusCode, body: String) -> Response {
    (status, [(header::CONTENT_TYPE, CONTENT_TYPE)], body).into_response()
}

/// One line of ASCII: what HTTP may carry in a header.
fn words(why: &str) -> HeaderValue {
    let plain = |c: char| if c.is_ascii_graphic() || c == ' ' { c } else { '?' };
    let line: String = why.chars().map(plain).take(WORDS).collect();
    HeaderValue::from_str(&line).unwrap_or_else(|_| HeaderValue::from_static("refused"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_one_bounded_line_of_ascii() {
        assert_eq!(words("é\r\nSet-Cookie: x"), "???Set-Cookie: x");
        assert_eq!(words(&"x".repeat(1000)).len(), WORDS);
    }
}
