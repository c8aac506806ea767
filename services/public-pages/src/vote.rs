//! The two things that can be done with a link: look, and vote.

use crate::Door;
use crate::language::Reader;
use crate::page::{Notice, Page};
use application::{BallotError, BallotState, BallotView};
use axum::Form;
use axum::extract::rejection::{FormRejection, PathRejection};
use axum::extract::{ConnectInfo, Path, State};
use axum::http::{HeaderMap, StatusCode};
use domain_model::vote::Choice;
use serde::Deserialize;
use std::net::SocketAddr;
use std::sync::Arc;

/// Longer than any link of ours.
const LONGEST_TOKEN: usize = 128;

/// What the buttons send.
#[derive(Deserialize)]
pub(crate) struct Answer {
    choice: Button,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Button {
    Accept,
    Refuse,
}

impl From<Button> for Choice {
    fn from(button: Button) -> Self {
        match button {
            Button::Accept => Self::Accept,
            Button::Refuse => Self::Refuse,
        }
    }
}

/// `GET /vote/{token}`: how the vote stands.
pub(crate) async fn show(
    State(door): State<Arc<Door>>,
    reader: Reader,
    token: Result<Path<String>, PathRejection>,
) -> Page {
    let Some(token) = readable(token) else { return unknown(&door, reader) };
    match door.ballots.ballot(&token).await {
        Ok(view) => standing(&door, reader, &view),
        Err(error) => trouble(&door, reader, error),
    }
}

/// `POST /vote/{token}`: casts the vote, and shows what came of it.
pub(crate) async fn cast(
    State(door): State<Arc<Door>>,
    reader: Reader,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    token: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    answer: Result<Form<Answer>, FormRejection>,
) -> Page {
    let Some(token) = readable(token) else { return unknown(&door, reader) };
    let choice: Choice = match answer {
        Ok(Form(answer)) => answer.choice.into(),
        Err(rejection) => {
            return Page::notice(&door.settings, reader, rejection.status(), Notice::Unreadable);
        }
    };
    let forwarded = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let visitor = door.settings.trusted_proxies.visitor(peer.ip(), forwarded);
    match door.ballots.cast(&token, choice, visitor).await {
        Ok(view) => outcome(&door, reader, &view, choice),
        // Nothing was changed: the ballot itself says why.
        Err(BallotError::Refused(_)) => match door.ballots.ballot(&token).await {
            Ok(view) => outcome(&door, reader, &view, choice),
            Err(error) => trouble(&door, reader, error),
        },
        Err(error) => trouble(&door, reader, error),
    }
}

/// A token that may be one of ours.
pub(crate) fn readable(token: Result<Path<String>, PathRejection>) -> Option<String> {
    let Path(token) = token.ok()?;
    let plausible = (1..=LONGEST_TOKEN).contains(&token.len())
        && token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte));
    plausible.then_some(token)
}

/// The page of somebody who looks.
fn standing(door: &Door, reader: Reader, view: &BallotView) -> Page {
    match &view.state {
        BallotState::Open => Page::ballot(&door.settings, reader, view),
        BallotState::Voted { choice, whole } => {
            Page::answered(&door.settings, reader, StatusCode::OK, view, *choice, whole, false)
        }
        BallotState::Over(word) => Page::over(&door.settings, reader, view, word),
    }
}

/// The page of somebody who has just pressed a button.
fn outcome(door: &Door, reader: Reader, view: &BallotView, wanted: Choice) -> Page {
    match &view.state {
        BallotState::Open => Page::notice(&door.settings, reader, StatusCode::CONFLICT, Notice::NotTaken),
        BallotState::Voted { choice, whole } if *choice != wanted => {
            Page::answered(&door.settings, reader, StatusCode::CONFLICT, view, *choice, whole, true)
        }
        BallotState::Voted { .. } | BallotState::Over(_) => standing(door, reader, view),
    }
}

fn unknown(door: &Door, reader: Reader) -> Page {
    Page::notice(&door.settings, reader, StatusCode::NOT_FOUND, Notice::Unknown)
}

fn trouble(door: &Door, reader: Reader, error: BallotError) -> Page {
    let (status, notice) = match error {
        BallotError::Unknown => (StatusCode::NOT_FOUND, Notice::Unknown),
        BallotError::Void => (StatusCode::GONE, Notice::Void),
        BallotError::Refused(_) => (StatusCode::CONFLICT, Notice::NotTaken),
        BallotError::Unavailable(source) => {
            tracing::error!(error = &source as &dyn std::error::Error, "a ballot is unavailable");
            (StatusCode::SERVICE_UNAVAILABLE, Notice::Unavailable)
        }
    };
    Page::notice(&door.settings, reader, status, notice)
}
