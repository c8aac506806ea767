//! The page on which a registrant confirms the data.

#![expect(clippy::unwrap_used, reason = "a test ends where what it needs is missing")]

mod html;
use application::{AskError, VerificationError, VerificationView};
use async_trait::async_trait;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode};
use chrono::{TimeZone, Utc};
use domain_model::values::{ContactDetails, ContactHandle, ContactInput};
use html::assert_well_formed;
use public_pages::{Settings, Verifications, verification_router};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};
use tower::ServiceExt;

const TOKEN: &str = "v151049-1-abcdefghijklmnopqrstuvwxyz";

/// One contact, which keeps from where it was confirmed.
struct Contact {
    view: Mutex<VerificationView>,
    confirmed: Mutex<Vec<IpAddr>>,
}

impl Contact {
    fn new() -> Arc<Self> {
        let input = ContactInput {
            legal_form: "individual".into(),
            last_name: "<DUPOND>".into(),
            first_name: "Pierre".into(),
            street: "12 Rue du chien qui fume".into(),
            postal_code: "75001".into(),
            city: "PARIS".into(),
            country: "FR".into(),
            phone: "+33.147010203".into(),
            email: "dupond@free.fr".into(),
            locale: "fr".into(),
            ..ContactInput::default()
        };
        let view = VerificationView {
            handle: ContactHandle::parse("PD86-FREE").unwrap(),
            details: ContactDetails::new(input).unwrap(),
            verified_at: None,
            verify_by: Some(Utc.with_ymd_and_hms(2026, 8, 15, 12, 13, 14).unwrap()),
            brand: Some("BookMyName".to_owned()),
        };
        Arc::new(Self { view: Mutex::new(view), confirmed: Mutex::default() })
    }
}

#[async_trait]
impl Verifications for Contact {
    async fn verification(&self, token: &str) -> Result<VerificationView, VerificationError> {
        match token {
            TOKEN => Ok(self.view.lock().unwrap().clone()),
            "void" => Err(VerificationError::Void),
            "unavailable" => Err(VerificationError::Unavailable(AskError::Contended)),
            _ => Err(VerificationError::Unknown),
        }
    }

    async fn confirm(&self, token: &str, address: IpAddr) -> Result<VerificationView, VerificationError> {
        self.verification(token).await?;
        self.confirmed.lock().unwrap().push(address);
        self.view.lock().unwrap().verified_at = Some(Utc.with_ymd_and_hms(2026, 8, 2, 9, 5, 0).unwrap());
        self.verification(token).await
    }
}

async fn ask(contact: &Arc<Contact>, request: Request<Body>) -> (StatusCode, String) {
    let door = verification_router(contact.clone(), Settings::default());
    let response = door.oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    assert!(parts.headers.contains_key("content-security-policy"));
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    (parts.status, String::from_utf8(body.to_vec()).unwrap().replace("&#160;", " "))
}

fn from(request: axum::http::request::Builder, body: &str) -> Request<Body> {
    let peer: SocketAddr = "198.51.100.7:4711".parse().unwrap();
    request.extension(ConnectInfo(peer)).body(Body::from(body.to_owned())).unwrap()
}

async fn get(contact: &Arc<Contact>, path: &str) -> (StatusCode, String) {
    ask(contact, from(Request::get(path), "")).await
}

async fn post(contact: &Arc<Contact>, path: &str, form: &str) -> (StatusCode, String) {
    let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
    ask(contact, from(request, form)).await
}

#[tokio::test]
async fn the_data_is_read_again_and_confirmed_by_the_button_alone() {
    let contact = Contact::new();
    let path = format!("/verify/{TOKEN}");
    let (status, page) = get(&contact, &path).await;
    assert_eq!(status, StatusCode::OK);
    assert_well_formed(&page);
    for said in [
        "Vos coordonnées sont-elles exactes ?",
        "avant le 15 août 2026 à 12 h 13 (UTC)",
        "Pierre &#60;DUPOND&#62;",
        "75001 PARIS",
        "dupond@free.fr",
        "BookMyName",
        "name=\"choice\" value=\"confirm\"",
    ] {
        assert!(page.contains(said), "{said} is not in {page}");
    }
    assert!(!page.contains("Organisation"), "what is empty is left out");
    let (_, english) = get(&contact, &format!("{path}?lang=en&choice=confirm")).await;
    assert_well_formed(&english);
    assert!(english.contains("Is your data right?"));
    assert!(contact.confirmed.lock().unwrap().is_empty(), "looking confirms nothing");

    assert_eq!(post(&contact, &path, "choice=accept").await.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(post(&contact, &path, "").await.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(contact.confirmed.lock().unwrap().is_empty());
    let (status, page) = post(&contact, &path, "choice=confirm").await;
    assert_eq!(status, StatusCode::OK);
    assert_well_formed(&page);
    assert!(page.contains("Confirmées le 2 août 2026 à 9 h 05 (UTC).") && !page.contains("<form"), "{page}");
    assert_eq!(*contact.confirmed.lock().unwrap(), ["198.51.100.7".parse::<IpAddr>().unwrap()]);
}

#[tokio::test]
async fn other_links_say_why() {
    let contact = Contact::new();
    for (token, status) in [
        ("v1-1-x", StatusCode::NOT_FOUND),
        ("%2e%2e%2fetc", StatusCode::NOT_FOUND),
        ("void", StatusCode::GONE),
        ("unavailable", StatusCode::SERVICE_UNAVAILABLE),
    ] {
        for (found, page) in [
            get(&contact, &format!("/verify/{token}")).await,
            post(&contact, &format!("/verify/{token}"), "choice=confirm").await,
        ] {
            assert_eq!(found, status, "{token}");
            assert_well_formed(&page);
        }
    }
    assert!(contact.confirmed.lock().unwrap().is_empty());
}
