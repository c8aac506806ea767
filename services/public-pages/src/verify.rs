//! A registrant reads the registration data again, and confirms it.

use crate::Settings;
use crate::language::{Language, Reader};
use crate::page::{Notice, Page, moment};
use crate::vote::readable;
use application::{Application, VerificationError, VerificationView};
use askama::Template;
use async_trait::async_trait;
use axum::Form;
use axum::extract::rejection::{FormRejection, PathRejection};
use axum::extract::{ConnectInfo, Path, State};
use axum::http::{HeaderMap, StatusCode};
use serde::Deserialize;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// The confirmations behind links.
#[async_trait]
pub trait Verifications: Send + Sync {
    /// What the page of a link shows. Changes nothing.
    ///
    /// # Errors
    /// There is no such page, or no longer, or it cannot be said.
    async fn verification(&self, token: &str) -> Result<VerificationView, VerificationError>;

    /// Confirms the data from `address`, and tells how things stand once that is durable.
    ///
    /// # Errors
    /// The link is not good for the data as it is.
    async fn confirm(&self, token: &str, address: IpAddr) -> Result<VerificationView, VerificationError>;
}

#[async_trait]
impl Verifications for Application {
    async fn verification(&self, token: &str) -> Result<VerificationView, VerificationError> {
        Application::verification(self, token).await
    }

    async fn confirm(&self, token: &str, address: IpAddr) -> Result<VerificationView, VerificationError> {
        self.verify_by_link(token, address).await
    }
}

/// What the handlers share.
pub(crate) struct Door {
    pub verifications: Arc<dyn Verifications>,
    pub settings: Settings,
}

/// What the button sends.
#[derive(Deserialize)]
pub(crate) struct Answer {
    #[serde(rename = "choice")]
    _choice: Button,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Button {
    Confirm,
}

#[derive(Template)]
#[template(
    source = r#"{% if french %}{% include "fr/verify.html" %}{% else %}{% include "en/verify.html" %}{% endif %}"#,
    ext = "html"
)]
struct VerifyPage {
    french: bool,
    data: Vec<(&'static str, String)>,
    confirmed: Option<String>,
    by: Option<String>,
}

/// `GET /verify/{token}`: the data, and the button.
pub(crate) async fn show(
    State(door): State<Arc<Door>>,
    reader: Reader,
    token: Result<Path<String>, PathRejection>,
) -> Page {
    let Some(token) = readable(token) else { return trouble(&door, reader, VerificationError::Unknown) };
    match door.verifications.verification(&token).await {
        Ok(view) => page(&door, reader, &view),
        Err(error) => trouble(&door, reader, error),
    }
}

/// `POST /verify/{token}`: confirms the data.
pub(crate) async fn confirm(
    State(door): State<Arc<Door>>,
    reader: Reader,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    token: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    answer: Result<Form<Answer>, FormRejection>,
) -> Page {
    let Some(token) = readable(token) else { return trouble(&door, reader, VerificationError::Unknown) };
    if let Err(rejection) = answer {
        return Page::notice(&door.settings, reader, rejection.status(), Notice::Unreadable);
    }
    let forwarded = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let visitor = door.settings.trusted_proxies.visitor(peer.ip(), forwarded);
    match door.verifications.confirm(&token, visitor).await {
        Ok(view) => page(&door, reader, &view),
        Err(error) => trouble(&door, reader, error),
    }
}

fn page(door: &Door, reader: Reader, view: &VerificationView) -> Page {
    let language = reader.language(Some(view.details.locale()));
    let french = language == Language::French;
    let said = |at| moment(at, language);
    let inner = VerifyPage {
        french,
        data: data(view, french),
        confirmed: view.verified_at.map(said),
        by: view.verify_by.map(said),
    }
    .render();
    Page::laid_out(&door.settings, language, StatusCode::OK, view.brand.as_deref(), inner)
}

/// What is confirmed, each with its label; what is empty is left out.
fn data(view: &VerificationView, french: bool) -> Vec<(&'static str, String)> {
    let details = &view.details;
    let street = details.address().street.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let lines = [
        ("Contact", "Contact", view.handle.to_string()),
        ("Titulaire", "Registrant", details.name()),
        ("Organisation", "Organisation", details.organisation().to_owned()),
        ("Adresse", "Street", street),
        ("Ville", "City", format!("{} {}", details.postal_code(), details.city())),
        ("Pays", "Country", details.country().to_string()),
        ("Téléphone", "Phone", details.phone().to_string()),
        ("Adresse électronique", "E-mail", details.email().to_string()),
    ];
    let worded = lines.map(|(fr, en, value)| (if french { fr } else { en }, value.trim().to_owned()));
    worded.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

fn trouble(door: &Door, reader: Reader, error: VerificationError) -> Page {
    let (status, notice) = match error {
        VerificationError::Unknown => (StatusCode::NOT_FOUND, Notice::Unknown),
        VerificationError::Void => (StatusCode::GONE, Notice::Void),
        VerificationError::Unavailable(source) => {
            tracing::error!(error = &source as &dyn std::error::Error, "a confirmation is unavailable");
            (StatusCode::SERVICE_UNAVAILABLE, Notice::Unavailable)
        }
    };
    Page::notice(&door.settings, reader, status, notice)
}
