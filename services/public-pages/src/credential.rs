//! A person lets an application call the REST door for an account, or does not.
//!
//! Whoever has the link may look, and refuse; who grants logs in on the same page, since a session of its own would be
//! one more thing to steal. The password is checked as at every other door, with the same locks.

use crate::Settings;
use crate::headers::SendsTo;
use crate::language::{Language, Reader};
use crate::page::{Notice, Page, moment};
use crate::vote::readable;
use application::{Application, CredentialPage, CredentialPageError, NotLoggedIn, Validity};
use askama::Template;
use axum::Form;
use axum::extract::rejection::{FormRejection, PathRejection};
use axum::extract::{ConnectInfo, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain_model::credential::Status;
use domain_model::values::{AccessMethod, AccessRule};
use serde::Deserialize;
use std::net::SocketAddr;
use std::sync::Arc;

/// What the handlers share.
pub(crate) struct Door {
    pub application: Application,
    pub settings: Settings,
}

/// What the buttons send.
#[derive(Deserialize)]
pub(crate) struct Answer {
    choice: Button,
    /// Nichandle or number.
    #[serde(default)]
    login: String,
    #[serde(default)]
    password: String,
    /// A place in [`Validity::OFFERED`].
    #[serde(default)]
    validity: usize,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Button {
    Grant,
    Refuse,
}

/// What is wrong with a login, for people.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Trouble {
    Wrong,
    NotOpen,
    Locked,
}

#[derive(Template)]
#[template(
    source = r#"{% if french %}{% include "fr/credential.html" %}{% else %}{% include "en/credential.html" %}{% endif %}"#,
    ext = "html"
)]
struct CredentialTemplate {
    french: bool,
    name: String,
    description: String,
    rules: Vec<(String, String)>,
    networks: String,
    status: Status,
    pending: bool,
    lapses_at: String,
    granted_by: String,
    until: Option<String>,
    onward: Option<String>,
    trouble: Option<Trouble>,
    login: String,
    offers: Vec<(usize, String)>,
}

/// `GET /auth/credential/{token}`: who asks for what, and the form.
pub(crate) async fn show(
    State(door): State<Arc<Door>>,
    reader: Reader,
    token: Result<Path<String>, PathRejection>,
) -> Response {
    let Some(token) = readable(token) else { return unknown(&door, reader) };
    match door.application.credential_page(&token).await {
        Ok(view) => page(&door, reader, StatusCode::OK, &view, None, ""),
        Err(error) => failed(&door, reader, &token, error, "").await,
    }
}

/// `POST /auth/credential/{token}`: grants or refuses, and sends the person on.
pub(crate) async fn answer(
    State(door): State<Arc<Door>>,
    reader: Reader,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    token: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    answer: Result<Form<Answer>, FormRejection>,
) -> Response {
    let Some(token) = readable(token) else { return unknown(&door, reader) };
    let answer = match answer {
        Ok(Form(answer)) => answer,
        Err(rejection) => {
            let notice = Page::notice(&door.settings, reader, rejection.status(), Notice::Unreadable);
            return notice.into_response();
        }
    };
    let forwarded = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let visitor = door.settings.trusted_proxies.visitor(peer.ip(), forwarded);
    let done = match answer.choice {
        Button::Refuse => door.application.refuse_by_link(&token).await,
        Button::Grant => {
            // Whoever sends another place than the page offers is let in for the shortest time.
            let validity = Validity::OFFERED.get(answer.validity).copied().unwrap_or(Validity::OFFERED[0]);
            let password = answer.password.into();
            door.application.grant_by_link(&token, &answer.login, password, validity, visitor).await
        }
    };
    match done {
        Ok(CredentialPage { redirection: Some(onward), .. }) => {
            (StatusCode::SEE_OTHER, [(header::LOCATION, onward.as_str())]).into_response()
        }
        Ok(view) => page(&door, reader, StatusCode::OK, &view, None, ""),
        Err(error) => failed(&door, reader, &token, error, &answer.login).await,
    }
}

fn unknown(door: &Door, reader: Reader) -> Response {
    Page::notice(&door.settings, reader, StatusCode::NOT_FOUND, Notice::Unknown).into_response()
}

/// A login that was not taken, and an answer that came too late, show the page as it stands.
async fn failed(
    door: &Door,
    reader: Reader,
    token: &str,
    error: CredentialPageError,
    login: &str,
) -> Response {
    let (status, trouble) = match error {
        CredentialPageError::Unknown => return unknown(door, reader),
        CredentialPageError::Unavailable(source) => {
            tracing::error!(error = &source as &dyn std::error::Error, "a credential's page is unavailable");
            let (status, notice) = (StatusCode::SERVICE_UNAVAILABLE, Notice::Unavailable);
            return Page::notice(&door.settings, reader, status, notice).into_response();
        }
        CredentialPageError::NotLoggedIn(NotLoggedIn::Wrong) => (StatusCode::FORBIDDEN, Some(Trouble::Wrong)),
        CredentialPageError::NotLoggedIn(NotLoggedIn::NotOpen) => {
            (StatusCode::FORBIDDEN, Some(Trouble::NotOpen))
        }
        CredentialPageError::NotLoggedIn(NotLoggedIn::Locked) => {
            (StatusCode::TOO_MANY_REQUESTS, Some(Trouble::Locked))
        }
        CredentialPageError::Answered => (StatusCode::CONFLICT, None),
    };
    match door.application.credential_page(token).await {
        Ok(view) => page(door, reader, status, &view, trouble, login),
        Err(_) => unknown(door, reader),
    }
}

fn page(
    door: &Door,
    reader: Reader,
    status: StatusCode,
    view: &CredentialPage,
    trouble: Option<Trouble>,
    login: &str,
) -> Response {
    let language = reader.language(None);
    let french = language == Language::French;
    let template = CredentialTemplate {
        french,
        name: view.application.to_string(),
        description: view.description.to_string(),
        rules: in_words(&view.rules, french),
        networks: view.allowed_from.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        status: view.status,
        pending: view.status == Status::Pending,
        lapses_at: moment(view.lapses_at, language),
        granted_by: view.granted_by.as_ref().map(ToString::to_string).unwrap_or_default(),
        until: view.until.map(|until| moment(until, language)),
        onward: view.redirection.as_ref().map(|address| address.as_str().to_owned()),
        trouble,
        login: login.to_owned(),
        offers: Validity::OFFERED.iter().map(|offer| offered(*offer, french)).enumerate().collect(),
    };
    let gone = matches!(view.status, Status::Lapsed | Status::Expired | Status::Revoked);
    let status = if gone && status == StatusCode::OK { StatusCode::GONE } else { status };
    let laid_out = Page::laid_out(&door.settings, language, status, None, template.render());
    let mut response = laid_out.into_response();
    // A browser asks the policy of the page that holds the form where its answer may send the person.
    if let Some(onward) = view.redirection.as_ref().filter(|_| view.status == Status::Pending) {
        response.extensions_mut().insert(SendsTo(onward.origin().to_owned()));
    }
    response
}

fn offered(validity: Validity, french: bool) -> String {
    match (validity, french) {
        (Validity::Days(1), true) => "un jour".to_owned(),
        (Validity::Days(1), false) => "one day".to_owned(),
        (Validity::Days(days), true) => format!("{days} jours"),
        (Validity::Days(days), false) => format!("{days} days"),
        (Validity::Unlimited, true) => "sans limite, jusqu’à ce que vous la retiriez".to_owned(),
        (Validity::Unlimited, false) => "without limit, until you take it back".to_owned(),
    }
}

/// What is asked for, path by path: what it is about, and what would be done with it.
fn in_words(rules: &[AccessRule], french: bool) -> Vec<(String, String)> {
    let mut paths: Vec<&AccessRule> = vec![];
    for rule in rules {
        if !paths.iter().any(|known| known.path == rule.path) {
            paths.push(rule);
        }
    }
    let words = |path: &AccessRule| {
        let asked = AccessMethod::ALL.into_iter();
        let asked =
            asked.filter(|method| rules.iter().any(|rule| rule.path == path.path && rule.method == *method));
        asked.map(|method| word(method, french)).collect::<Vec<_>>().join(", ")
    };
    let about = |path: &AccessRule| match (path.path.as_str(), french) {
        ("/*" | "*", true) => "Tout votre compte".to_owned(),
        ("/*" | "*", false) => "Everything of your account".to_owned(),
        (path, _) => path.to_owned(),
    };
    paths.into_iter().map(|path| (about(path), words(path))).collect()
}

fn word(method: AccessMethod, french: bool) -> &'static str {
    match (method, french) {
        (AccessMethod::Get, true) => "lire",
        (AccessMethod::Get, false) => "read",
        (AccessMethod::Post, true) => "commander et créer",
        (AccessMethod::Post, false) => "order and create",
        (AccessMethod::Put, true) => "modifier",
        (AccessMethod::Put, false) => "change",
        (AccessMethod::Delete, true) => "supprimer",
        (AccessMethod::Delete, false) => "delete",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(method: &str, path: &str) -> AccessRule {
        AccessRule { method: AccessMethod::parse(method).unwrap(), path: path.parse().unwrap() }
    }

    #[test]
    fn rules_are_put_into_words_path_by_path() {
        let rules = [rule("PUT", "/me"), rule("GET", "/*"), rule("GET", "/me"), rule("POST", "/*")];
        let said = |french| in_words(&rules, french);
        let pair = |about: &str, what: &str| (about.to_owned(), what.to_owned());
        assert_eq!(
            said(false),
            [pair("/me", "read, change"), pair("Everything of your account", "read, order and create")]
        );
        assert_eq!(
            said(true),
            [pair("/me", "lire, modifier"), pair("Tout votre compte", "lire, commander et créer")]
        );
    }

    #[test]
    fn every_offer_has_words_of_its_own() {
        for french in [true, false] {
            let all: std::collections::BTreeSet<_> =
                Validity::OFFERED.iter().map(|offer| offered(*offer, french)).collect();
            assert_eq!(all.len(), Validity::OFFERED.len());
        }
    }
}
