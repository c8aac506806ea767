//! What is asked at `/graphql/session`.

use super::Visitor;
use crate::caller::application;
use crate::cookie;
use crate::payload::{UserError, failure};
use crate::provider::{self, Provider};
use application::{Enrolment, NotSignedIn, SecondFactorRule, SignIn, SignInStep, Visiting};
use async_graphql::{Context, Enum, InputObject, Object, Result, SimpleObject};
use axum::http::header;
use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};

/// Somebody who has signed in.
#[derive(Clone, SimpleObject)]
pub struct SignedIn {
    /// An operator's login, or an account's nichandle.
    login: String,
    /// viewer, auditor, support, finance or admin; reseller for an account, which is let in at `/graphql/reseller`.
    role: String,
    /// The number of the account.
    account: Option<u64>,
    /// When the session ends at the latest, in real time; it ends before when it is not used.
    expires_at: DateTime<Utc>,
}

impl SignedIn {
    fn of(visiting: Visiting) -> Option<Self> {
        Some(match visiting {
            Visiting::Operator(admitted) => Self {
                login: admitted.login.to_string(),
                role: admitted.role.to_string(),
                account: None,
                expires_at: admitted.session?.expires_at,
            },
            Visiting::Account(admitted) => Self {
                login: admitted.profile.nichandle.to_string(),
                role: RESELLER.to_owned(),
                account: Some(admitted.account.get()),
                expires_at: admitted.session.expires_at,
            },
        })
    }
}

/// The role of an account.
const RESELLER: &str = "reseller";

/// How people sign in here.
#[derive(SimpleObject)]
pub struct SignInMethods {
    /// No member of staff signs in without a second factor: who has none sets one up at the next sign-in.
    second_factor_required: bool,
    /// A provider of OpenID Connect that vouches for people, where there is one.
    openid_connect: Option<SignInProvider>,
}

/// A provider of OpenID Connect.
#[derive(SimpleObject)]
pub struct SignInProvider {
    /// What people know it by.
    name: String,
    /// Where a sign-in by it begins: a page to be gone to, on this host.
    path: String,
}

/// What is missing: the password was right.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum SignInNeed {
    /// A code of the second factor, or a recovery code: sign in again with it.
    Code,
    /// A second factor is to be set up with `enrolment`: sign in again with its first code.
    Enrolment,
}

/// A second factor to be set up (RFC 6238: SHA-1, 6 digits, 30 seconds).
#[derive(Clone, SimpleObject)]
pub struct SecondFactorEnrolment {
    /// The secret, base 32, to be typed. It is shown this once.
    pub secret: String,
    /// `otpauth://totp/…`, to be shown as a QR code.
    pub uri: String,
}

impl From<Enrolment> for SecondFactorEnrolment {
    fn from(enrolment: Enrolment) -> Self {
        let text = |secret: &SecretString| secret.expose_secret().to_owned();
        Self { secret: text(&enrolment.secret), uri: text(&enrolment.uri) }
    }
}

/// Somebody who wants to sign in.
#[derive(Clone, InputObject)]
pub struct SignInInput {
    /// An operator's login, or an account's number or nichandle.
    login: String,
    /// The password.
    #[graphql(secret)]
    password: String,
    /// Six digits of the second factor, or a recovery code.
    #[graphql(secret)]
    code: Option<String>,
}

/// How far a sign-in has come.
#[derive(Clone, Default, SimpleObject)]
pub struct SignInPayload {
    /// Who has signed in; the cookie came with this answer.
    signed_in: Option<SignedIn>,
    /// What is missing.
    needs: Option<SignInNeed>,
    /// The second factor to be set up.
    enrolment: Option<SecondFactorEnrolment>,
    /// Codes that serve once each in place of the second factor's, where it was set up now. They are shown this once.
    recovery_codes: Vec<String>,
    /// Where it is LOCKED: in so many seconds at the latest it is worth another attempt.
    retry_after_seconds: Option<u64>,
    /// WRONG, CODE_WRONG, NOT_OPEN or LOCKED.
    user_errors: Vec<UserError>,
}

/// Somebody has signed out.
#[derive(SimpleObject)]
pub struct SignOutPayload {
    /// Always: who was not signed in is not so now.
    signed_out: bool,
}

/// What may be read.
pub struct Query;

#[Object(name = "SessionQuery")]
impl Query {
    /// Who has signed in with this browser; nobody without a session in force.
    async fn me(&self, ctx: &Context<'_>) -> Result<Option<SignedIn>> {
        let visitor = ctx.data_unchecked::<Visitor>();
        let visiting = visitor.visiting(application(ctx)).await.map_err(|error| failure(&error))?;
        Ok(visiting.and_then(SignedIn::of))
    }

    /// How people sign in here.
    async fn sign_in(&self, ctx: &Context<'_>) -> SignInMethods {
        let rule = application(ctx).settings().sign_in.second_factor;
        let provider = ctx.data_unchecked::<Provider>().0.as_ref();
        let openid_connect = provider.map(|provider| SignInProvider {
            name: provider.name().to_owned(),
            path: provider::BEGINS.to_owned(),
        });
        SignInMethods { second_factor_required: rule == SecondFactorRule::Required, openid_connect }
    }
}

/// What may be done.
pub struct Mutation;

#[Object(name = "SessionMutation")]
impl Mutation {
    /// Sign in: the answer sets the cookie that lets a member of staff in at `/graphql`, an account at
    /// `/graphql/reseller`.
    #[graphql(complexity = "20 + child_complexity")]
    async fn sign_in(&self, ctx: &Context<'_>, input: SignInInput) -> Result<SignInPayload> {
        let visitor = ctx.data_unchecked::<Visitor>();
        let asked = SignIn {
            login: input.login,
            password: input.password.into(),
            code: input.code.map(SecretString::from),
            address: visitor.address,
            agent: visitor.agent.clone(),
        };
        let outcome = application(ctx).sign_in(asked).await.map_err(|error| failure(&error))?;
        let step = match outcome {
            Ok(step) => step,
            Err(why) => return Ok(refused(why)),
        };
        Ok(match step {
            SignInStep::SignedIn(signed_in) => {
                // A browser has one session.
                if let Some(former) = &visitor.token {
                    let left = application(ctx).sign_out(former.expose_secret(), visitor.address).await;
                    left.map_err(|error| failure(&error))?;
                }
                let seconds = (signed_in.expires_at - journal::wall_clock()).num_seconds();
                send(ctx, &signed_in.token, seconds);
                let visiting = application(ctx).visiting(signed_in.token.expose_secret(), true).await;
                let visiting = visiting.map_err(|error| failure(&error))?;
                SignInPayload {
                    recovery_codes: shown(&signed_in.recovery_codes),
                    signed_in: visiting.and_then(SignedIn::of),
                    ..SignInPayload::default()
                }
            }
            SignInStep::CodeNeeded => {
                SignInPayload { needs: Some(SignInNeed::Code), ..SignInPayload::default() }
            }
            SignInStep::EnrolmentNeeded(enrolment) => SignInPayload {
                needs: Some(SignInNeed::Enrolment),
                enrolment: Some(enrolment.into()),
                ..SignInPayload::default()
            },
        })
    }

    /// Sign out: the session is over, and the browser forgets the cookie.
    async fn sign_out(&self, ctx: &Context<'_>) -> Result<SignOutPayload> {
        let visitor = ctx.data_unchecked::<Visitor>();
        if let Some(token) = &visitor.token {
            let left = application(ctx).sign_out(token.expose_secret(), visitor.address).await;
            left.map_err(|error| failure(&error))?;
        }
        send(ctx, &SecretString::default(), 0);
        Ok(SignOutPayload { signed_out: true })
    }
}

fn send(ctx: &Context<'_>, token: &SecretString, seconds: i64) {
    let url = &application(ctx).settings().link_base;
    ctx.insert_http_header(header::SET_COOKIE, cookie::set(token, seconds, url));
}

/// Codes as the page shows them.
pub fn shown(codes: &[SecretString]) -> Vec<String> {
    codes.iter().map(|code| code.expose_secret().to_owned()).collect()
}

fn refused(why: NotSignedIn) -> SignInPayload {
    let (code, field, retry_after_seconds) = match why {
        NotSignedIn::Wrong => ("WRONG", Some("password"), None),
        NotSignedIn::WrongCode => ("CODE_WRONG", Some("code"), None),
        NotSignedIn::NotOpen => ("NOT_OPEN", None, None),
        NotSignedIn::Locked { retry_after } => ("LOCKED", None, Some(retry_after.as_secs())),
    };
    let error =
        UserError { code: code.to_owned(), field: field.map(str::to_owned), message: why.to_string() };
    SignInPayload { retry_after_seconds, user_errors: vec![error], ..SignInPayload::default() }
}
