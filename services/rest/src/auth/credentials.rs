//! `/auth/time`, `/auth/credential`, `/auth/currentCredential`, `/auth/details`, `/auth/logout`.

use crate::auth::{APPLICATION, header};
use crate::caller::{Caller, Visitor};
use crate::door::Door;
use crate::moment;
use crate::problem::Problem;
use crate::reading::Body;
use application::RequestCredential;
use axum::Json;
use axum::extract::State as FromState;
use axum::http::HeaderMap;
use domain_model::api_application;
use domain_model::credential::{Credential, Status};
use domain_model::values::{self, AccessMethod, ApplicationKey, CredentialNumber, PathPattern, Redirection};
use ipnet::IpNet;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Arc<Door>> {
    OpenApiRouter::new()
        .routes(routes!(time))
        .routes(routes!(request))
        .routes(routes!(current))
        .routes(routes!(details))
        .routes(routes!(log_out))
}

/// A method of this door.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = auth::Method)]
#[serde(rename_all = "UPPERCASE")]
enum Method {
    Get,
    Post,
    Put,
    Delete,
}

impl From<Method> for AccessMethod {
    fn from(method: Method) -> Self {
        match method {
            Method::Get => Self::Get,
            Method::Post => Self::Post,
            Method::Put => Self::Put,
            Method::Delete => Self::Delete,
        }
    }
}

impl From<AccessMethod> for Method {
    fn from(method: AccessMethod) -> Self {
        match method {
            AccessMethod::Get => Self::Get,
            AccessMethod::Post => Self::Post,
            AccessMethod::Put => Self::Put,
            AccessMethod::Delete => Self::Delete,
        }
    }
}

/// What an application may call.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = auth::AccessRule)]
struct AccessRule {
    method: Method,
    /// A path below `/1.0`; `*` stands for any characters: `/domain/*`.
    path: String,
}

impl AccessRule {
    fn of(rule: &values::AccessRule) -> Self {
        Self { method: rule.method.into(), path: rule.path.to_string() }
    }
}

/// What an application wants to do for an account.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = auth::CredentialRequest)]
#[serde(rename_all = "camelCase")]
struct Asked {
    /// What it wants to call.
    #[schema(min_items = 1, max_items = 100)]
    access_rules: Vec<AccessRule>,
    /// Where the person goes on after answering: an address of the web.
    #[serde(default)]
    redirection: Option<String>,
    /// From which networks or addresses it will call; from anywhere where absent or null.
    #[serde(default, rename = "allowedIPs")]
    allowed_ips: Option<Vec<String>>,
}

/// How a credential stands.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[schema(as = auth::CredentialState)]
#[serde(rename_all = "camelCase")]
enum State {
    Expired,
    PendingValidation,
    Refused,
    Validated,
}

impl From<Status> for State {
    fn from(status: Status) -> Self {
        match status {
            Status::Pending => Self::PendingValidation,
            Status::Granted => Self::Validated,
            Status::Refused => Self::Refused,
            Status::Lapsed | Status::Expired | Status::Revoked => Self::Expired,
        }
    }
}

/// A credential that waits for a person.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = auth::Credential)]
#[serde(rename_all = "camelCase")]
struct Requested {
    /// What calls are signed with once it is validated; shown this once.
    consumer_key: String,
    state: State,
    /// The page on which the person validates it.
    #[schema(format = "uri")]
    validation_url: String,
}

/// The credential of a call.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = api::Credential)]
#[serde(rename_all = "camelCase")]
struct Current {
    credential_id: u64,
    application_id: u64,
    status: State,
    #[schema(format = DateTime)]
    creation: String,
    /// For ever where null.
    #[schema(format = DateTime)]
    expiration: Option<String>,
    /// Whether the registrar's own staff asked for it.
    ovh_support: bool,
    /// From anywhere where null.
    #[serde(rename = "allowedIPs")]
    allowed_ips: Option<Vec<String>>,
    rules: Vec<AccessRule>,
}

/// Who calls.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = auth::Details)]
#[serde(rename_all = "camelCase")]
struct Details {
    /// The account's nichandle.
    account: String,
    /// How it proves itself.
    method: &'static str,
    /// What the application is called.
    description: String,
    allowed_routes: Vec<AccessRule>,
}

/// The server's time, in seconds since 1970: what calls are signed with.
#[utoipa::path(get, path = "/auth/time", tag = "auth", responses((status = 200, content_type = "application/json", body = i64), Problem))]
async fn time(FromState(door): FromState<Arc<Door>>) -> Json<i64> {
    Json(door.application.signing_time())
}

/// Asks for a credential. A person validates it on the page of `validationUrl`.
#[utoipa::path(
    post,
    path = "/auth/credential",
    tag = "auth",
    params(("X-Ovh-Application" = String, Header, description = "The application's key")),
    request_body = Asked,
    responses((status = 200, body = Requested), Problem)
)]
async fn request(
    visitor: Visitor,
    headers: HeaderMap,
    Body(asked): Body<Asked>,
) -> Result<Json<Requested>, Problem> {
    let key = header(&headers, APPLICATION).unwrap_or_default();
    let application = ApplicationKey::parse(key).map_err(|_| invalid_key())?;
    let done = visitor.application().request_credential(asked.read(application)?, &visitor.ask()).await;
    let issued = match done {
        Err(error) if is_unknown(&error) => return Err(invalid_key()),
        done => done?.value,
    };
    Ok(Json(Requested {
        consumer_key: issued.consumer_key.into_value().ok_or_else(Problem::internal)?,
        state: State::PendingValidation,
        validation_url: visitor.application().credential_link(issued.number),
    }))
}

/// The credential that this call is signed with.
#[utoipa::path(get, path = "/auth/currentCredential", tag = "auth", responses((status = 200, body = Current), Problem))]
async fn current(caller: Caller) -> Result<Json<Current>, Problem> {
    let (credential, application) = own(&caller).await?;
    let now = caller.application().clock().now();
    let (Some(wish), Some(grant), Some(status)) =
        (credential.wish(), credential.grant(), credential.status(now))
    else {
        return Err(Problem::no_credential());
    };
    let allowed = wish.allowed_from.as_ref().and_then(|networks| networks.value());
    Ok(Json(Current {
        credential_id: caller.identity.credential,
        application_id: application.number.get(),
        status: status.into(),
        creation: moment::text(wish.requested_at),
        expiration: grant.until.map(moment::text),
        ovh_support: false,
        allowed_ips: allowed.map(|networks| networks.iter().map(ToString::to_string).collect()),
        rules: wish.rules.iter().map(AccessRule::of).collect(),
    }))
}

/// Who this call is made for, and what it may do.
#[utoipa::path(get, path = "/auth/details", tag = "auth", responses((status = 200, body = Details), Problem))]
async fn details(caller: Caller) -> Result<Json<Details>, Problem> {
    let (credential, application) = own(&caller).await?;
    let rules = credential.wish().map(|wish| wish.rules.iter().map(AccessRule::of).collect());
    Ok(Json(Details {
        account: caller.identity.profile.nichandle.to_string(),
        method: "account",
        description: application.name.to_string(),
        allowed_routes: rules.unwrap_or_default(),
    }))
}

/// Gives the credential of this call back: it is good for no other.
#[utoipa::path(post, path = "/auth/logout", tag = "auth", responses((status = 200, body = ()), Problem))]
async fn log_out(caller: Caller) -> Result<Json<()>, Problem> {
    let number = CredentialNumber::new(caller.identity.credential);
    caller.application().revoke_credential(number, Some(caller.account()), &caller.ask()).await?;
    Ok(Json(()))
}

/// The credential of a call, and its application.
async fn own(caller: &Caller) -> Result<(Credential, api_application::Registration), Problem> {
    let credential =
        caller.application().credential(CredentialNumber::new(caller.identity.credential)).await?;
    let application = match credential.wish() {
        Some(wish) => caller.application().api_application(&wish.application).await?,
        None => None,
    };
    // Revoked between the check of the signature and now.
    Ok((credential, application.ok_or_else(invalid_key)?))
}

impl Asked {
    fn read(self, application: ApplicationKey) -> Result<RequestCredential, Problem> {
        let mut rules = vec![];
        for (place, rule) in self.access_rules.into_iter().enumerate() {
            let path = PathPattern::parse(&rule.path);
            let path = path
                .map_err(|error| Problem::field(format!("accessRules[{place}].path"), error.to_string()))?;
            rules.push(values::AccessRule { method: rule.method.into(), path });
        }
        let redirection = self.redirection.filter(|address| !address.is_empty());
        let redirection = redirection.map(|address| Redirection::parse(&address)).transpose();
        let mut networks = vec![];
        for (place, text) in self.allowed_ips.iter().flatten().enumerate() {
            let wrong = || {
                Problem::field(format!("allowedIPs[{place}]"), "a network is expected, as 198.51.100.0/24")
            };
            networks.push(network(text).ok_or_else(wrong)?);
        }
        Ok(RequestCredential {
            application,
            rules,
            redirection: redirection.map_err(|error| Problem::field("redirection", error.to_string()))?,
            allowed_from: self.allowed_ips.map(|_| networks).filter(|networks| !networks.is_empty()),
        })
    }
}

/// A network, or a single address.
fn network(text: &str) -> Option<IpNet> {
    text.parse().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}

fn is_unknown(error: &application::AskError) -> bool {
    use application::{AskError, Refusal};
    matches!(error, AskError::Refused(Refusal::ApiApplication(api_application::Refusal::Unknown)))
}

fn invalid_key() -> Problem {
    Problem::forbidden("INVALID_KEY", "This application key is invalid").about("X-Ovh-Application")
}
