//! The pages, from their templates.
//!
//! A template's first line is the page's title and heading; what follows is set below it.

use crate::Settings;
use crate::language::{Language, Reader};
use application::BallotView;
use application::ports::Part;
use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use chrono::{DateTime, Datelike, Timelike, Utc};
use domain_model::contact_change::{AccountRole, AccountRoles};
use domain_model::values::DomainName;
use domain_model::vote::Choice;

/// The style of every page. It stands inside the page, and the content security policy names its digest.
pub(crate) const STYLE: &str = include_str!("../templates/style.css");

/// A page that is ready to be sent.
pub(crate) struct Page {
    status: StatusCode,
    language: Language,
    html: Result<String, askama::Error>,
}

/// Pages that show no vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notice {
    /// No link of ours.
    Unknown,
    /// A newer link has replaced it.
    Void,
    /// The form was not one of ours.
    Unreadable,
    /// The vote was not taken.
    NotTaken,
    /// Nobody can say.
    Unavailable,
}

/// How the whole stands, from the word of the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whole {
    Waiting,
    UnderWay,
    Completed,
    Refused,
    Expired,
    Cancelled,
    Failed,
}

impl Whole {
    fn of_word(word: &str) -> Self {
        match word {
            "Voting" => Self::Waiting,
            "Completed" => Self::Completed,
            "Refused" => Self::Refused,
            "Expired" => Self::Expired,
            "Cancelled" => Self::Cancelled,
            "Failed" => Self::Failed,
            _ => Self::UnderWay,
        }
    }
}

/// What every page about a vote says of it.
struct Facts {
    name: String,
    part: Part,
    trade: bool,
    moving: bool,
    /// It is about an account of a service.
    accounts: bool,
    /// What moves, in words before or after «contact».
    roles: String,
    other_party: Option<String>,
    requested: String,
    until: String,
}

impl Facts {
    fn of(view: &BallotView, language: Language) -> Self {
        Self {
            name: shown(&view.name),
            part: view.part,
            trade: matches!(view.part, Part::Owner | Part::NewOwner),
            moving: matches!(view.part, Part::Reseller | Part::NewReseller),
            accounts: matches!(view.part, Part::FormerAccount(_) | Part::NewAccount(_)),
            roles: role_words(view.part.roles(), language),
            other_party: view.other_party.clone().filter(|name| !name.trim().is_empty()),
            requested: moment(view.requested_at, language),
            until: moment(view.expires_at, language),
        }
    }
}

#[derive(Template)]
#[template(
    source = r#"{% if french %}{% include "fr/ballot.html" %}{% else %}{% include "en/ballot.html" %}{% endif %}"#,
    ext = "html"
)]
struct BallotPage {
    french: bool,
    facts: Facts,
}

#[derive(Template)]
#[template(
    source = r#"{% if french %}{% include "fr/answered.html" %}{% else %}{% include "en/answered.html" %}{% endif %}"#,
    ext = "html"
)]
struct AnsweredPage {
    french: bool,
    facts: Facts,
    choice: Choice,
    whole: Whole,
    /// The button that was pressed now says the opposite.
    contradicted: bool,
}

#[derive(Template)]
#[template(
    source = r#"{% if french %}{% include "fr/over.html" %}{% else %}{% include "en/over.html" %}{% endif %}"#,
    ext = "html"
)]
struct OverPage {
    french: bool,
    facts: Facts,
    whole: Whole,
}

#[derive(Template)]
#[template(
    source = r#"{% if french %}{% include "fr/notice.html" %}{% else %}{% include "en/notice.html" %}{% endif %}"#,
    ext = "html"
)]
struct NoticePage {
    french: bool,
    notice: Notice,
}

#[derive(Template)]
#[template(path = "layout.html")]
struct Layout<'a> {
    french: bool,
    language: &'static str,
    style: &'static str,
    brand: &'a str,
    contact_url: Option<&'a str>,
    /// Escaped already.
    title: &'a str,
    /// HTML already.
    body: &'a str,
}

impl Page {
    /// What is voted on, and the two buttons.
    pub(crate) fn ballot(settings: &Settings, reader: Reader, view: &BallotView) -> Self {
        let language = reader.language(Some(view.locale));
        let facts = Facts::of(view, language);
        let inner = BallotPage { french: language == Language::French, facts }.render();
        Self::laid_out(settings, language, StatusCode::OK, view.brand.as_deref(), inner)
    }

    /// A vote that was cast; `contradicted` where the visitor now asks for the opposite.
    pub(crate) fn answered(
        settings: &Settings,
        reader: Reader,
        status: StatusCode,
        view: &BallotView,
        choice: Choice,
        whole: &str,
        contradicted: bool,
    ) -> Self {
        let language = reader.language(Some(view.locale));
        let french = language == Language::French;
        let (facts, whole) = (Facts::of(view, language), Whole::of_word(whole));
        let inner = AnsweredPage { french, facts, choice, whole, contradicted }.render();
        Self::laid_out(settings, language, status, view.brand.as_deref(), inner)
    }

    /// A vote that ended without this voter.
    pub(crate) fn over(settings: &Settings, reader: Reader, view: &BallotView, word: &str) -> Self {
        let language = reader.language(Some(view.locale));
        let french = language == Language::French;
        let inner =
            OverPage { french, facts: Facts::of(view, language), whole: Whole::of_word(word) }.render();
        Self::laid_out(settings, language, StatusCode::GONE, view.brand.as_deref(), inner)
    }

    /// A page that shows no vote.
    pub(crate) fn notice(settings: &Settings, reader: Reader, status: StatusCode, notice: Notice) -> Self {
        let language = reader.language(None);
        let inner = NoticePage { french: language == Language::French, notice }.render();
        Self::laid_out(settings, language, status, None, inner)
    }

    /// A page around what a template made.
    pub(crate) fn laid_out(
        settings: &Settings,
        language: Language,
        status: StatusCode,
        brand: Option<&str>,
        inner: Result<String, askama::Error>,
    ) -> Self {
        let french = language == Language::French;
        let html = inner.and_then(|inner| {
            let (title, body) = inner.trim().split_once('\n').unwrap_or((inner.trim(), ""));
            let nobody = if french { "Votre nom de domaine" } else { "Your domain name" };
            Layout {
                french,
                language: language.tag(),
                style: STYLE,
                brand: brand.or(settings.registrar.as_deref()).unwrap_or(nobody),
                contact_url: settings.contact_url.as_deref(),
                title: title.trim(),
                body,
            }
            .render()
        });
        Self { status, language, html }
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let html = match self.html {
            Ok(html) => html,
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "a page could not be rendered");
                return StatusCode::INTERNAL_SERVER_ERROR.into_response();
            }
        };
        let mut response = (self.status, Html(html)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(self.language.tag()));
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
        }
        response
    }
}

/// The name as people read it, with its A-label where that is another.
fn shown(name: &DomainName) -> String {
    let unicode = name.unicode();
    if unicode == name.as_str() { unicode } else { format!("{unicode} ({})", name.as_str()) }
}

/// Roles in words, before or after «contact».
fn role_words(roles: &AccountRoles, language: Language) -> String {
    let word = |role| match (role, language) {
        (AccountRole::Admin, Language::French) => "administrateur",
        (AccountRole::Tech, Language::French) => "technique",
        (AccountRole::Billing, Language::French) => "de facturation",
        (AccountRole::Admin, Language::English) => "administrative",
        (AccountRole::Tech, Language::English) => "technical",
        (AccountRole::Billing, Language::English) => "billing",
    };
    let words: Vec<_> = roles.iter().map(word).collect();
    let and = if language == Language::French { " et " } else { " and " };
    match words.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{}{and}{last}", others.join(", ")),
        None => String::new(),
    }
}

/// A moment in words, in UTC, which it says.
pub(crate) fn moment(at: DateTime<Utc>, language: Language) -> String {
    const MOIS: [&str; 12] = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ];
    match language {
        Language::French => {
            let day = if at.day() == 1 { "1er".to_owned() } else { at.day().to_string() };
            let month = MOIS[at.month0() as usize];
            format!("{day} {month} {} à {} h {:02} (UTC)", at.year(), at.hour(), at.minute())
        }
        Language::English => at.format("%-d %B %Y at %H:%M (UTC)").to_string(),
    }
}
