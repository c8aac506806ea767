//! The door for mailed links: plain pages in French and English, usable on a phone, without scripts.
//!
//! `GET /vote/{token}` shows what is voted on and changes nothing, since programs open links in mails before
//! people do. `POST /vote/{token}` with `choice=accept` or `choice=refuse` casts the vote, and shows what the
//! journal holds afterwards. `/contact-change/{token}` asks the accounts of a service in the same way whether one of them
//! is to move. `/verify/{token}` shows registration data in the same way, and `choice=confirm` confirms
//! it.
//!
//! `/auth/credential/{token}` asks a person whether an application may call the REST door for an account: `choice=grant`
//! with `login`, `password` and `validity`, or `choice=refuse`; then it sends the person on (303) where the application
//! said so.
//!
//! | answer | when |
//! |---|---|
//! | 200 | the vote may be cast, or was cast (again) as asked; the data may be confirmed, or is |
//! | 403, 429 | a login was not taken; nothing was recorded |
//! | 400, 413, 415, 422 | the form cannot be read; nothing was recorded |
//! | 404 | the link is not one of ours |
//! | 409 | the vote was cast the other way before, or was not taken |
//! | 410 | the vote is over, a newer link has replaced this one, or the data has changed |
//! | 503 | how it stands cannot be said at this moment |

mod ballots;
mod credential;
mod form;
mod headers;
mod language;
mod page;
mod verify;
mod vote;

pub use application::TrustedProxies;
pub use ballots::Ballots;
pub use form::forms;
pub use verify::Verifications;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::get;
use std::sync::Arc;

/// Bytes of a form: `choice=accept` and what a browser may add.
const LARGEST_FORM: usize = 4096;

/// How the pages are set.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The registrar's name, on pages for which no reseller has its own.
    pub registrar: Option<String>,
    /// Where a visitor asks questions: an `https:`, `http:` or `mailto:` address.
    pub contact_url: Option<String>,
    /// Who may say in `X-Forwarded-For` on whose behalf it asks; this machine, by default.
    pub trusted_proxies: TrustedProxies,
}

/// What the handlers share.
pub(crate) struct Door {
    pub ballots: Arc<dyn Ballots>,
    pub settings: Settings,
}

/// The pages with their usual settings. Serve them with `into_make_service_with_connect_info::<SocketAddr>()`:
/// where a vote came from is part of its evidence.
pub fn router(ballots: Arc<dyn Ballots>) -> Router {
    router_with(ballots, Settings::default())
}

/// The pages, set otherwise.
pub fn router_with(ballots: Arc<dyn Ballots>, settings: Settings) -> Router {
    Router::new()
        .route("/vote/{token}", get(vote::show).post(vote::cast))
        .route("/contact-change/{token}", get(vote::show).post(vote::cast))
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(axum::middleware::map_response(headers::protect))
        .with_state(Arc::new(Door { ballots, settings }))
}

/// The pages on which registrants confirm their data. Serve them as those of votes.
pub fn verification_router(verifications: Arc<dyn Verifications>, settings: Settings) -> Router {
    Router::new()
        .route("/verify/{token}", get(verify::show).post(verify::confirm))
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(axum::middleware::map_response(headers::protect))
        .with_state(Arc::new(verify::Door { verifications, settings }))
}

/// The page on which a person lets an application in. Serve it as those of votes.
pub fn credential_router(application: application::Application, settings: Settings) -> Router {
    Router::new()
        .route("/auth/credential/{token}", get(credential::show).post(credential::answer))
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(axum::middleware::map_response(headers::protect))
        .with_state(Arc::new(credential::Door { application, settings }))
}
