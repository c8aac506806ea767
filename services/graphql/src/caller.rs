//! Who asks: a member of staff, with a role.

use crate::looks::Looks;
use application::{Admitted, Application, Ask, AskKey, SessionSheet};
use async_graphql::{Context, Error, ErrorExtensions, Result};
use domain_model::operator::{Login, Role};
use domain_model::{Actor, Cause, Channel};
use projections::Sight;
use secrecy::SecretString;
use std::net::IpAddr;
use uuid::Uuid;

/// Who asks, from where, under which key.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The login.
    pub login: Login,
    /// What they may do.
    pub role: Role,
    /// From where.
    pub address: Option<IpAddr>,
    /// The idempotency key with the request's fingerprint.
    pub key: Option<(String, String)>,
    /// The bearer token, or what the cookie holds: a subscription outlives a request, and ends with it.
    pub token: SecretString,
    /// The session, where it is a cookie.
    pub session: Option<SessionSheet>,
    /// Personal data that was shown and is not written down yet.
    pub looks: Looks,
}

/// The application behind the door.
pub fn application<'a>(ctx: &Context<'a>) -> &'a Application {
    ctx.data_unchecked::<Application>()
}

/// Who asks.
///
/// # Errors
/// Nobody: a subscription without a token.
pub fn caller<'a>(ctx: &Context<'a>) -> Result<&'a Caller> {
    ctx.data_opt::<Caller>().ok_or_else(|| coded("UNAUTHENTICATED", "a bearer token or a session is needed"))
}

/// An error with a code.
pub fn coded(code: &'static str, message: impl Into<String>) -> Error {
    Error::new(message).extend_with(|_, extensions| extensions.set("code", code))
}

/// Commands that are not about money.
///
/// # Errors
/// The role may not.
pub fn support<'a>(ctx: &Context<'a>) -> Result<&'a Caller> {
    let caller = caller(ctx)?;
    if caller.role.may_support() { Ok(caller) } else { Err(forbidden("support or admin", caller.role)) }
}

/// Commands about points and prices.
///
/// # Errors
/// The role may not.
pub fn finance<'a>(ctx: &Context<'a>) -> Result<&'a Caller> {
    let caller = caller(ctx)?;
    if caller.role.may_finance() { Ok(caller) } else { Err(forbidden("finance or admin", caller.role)) }
}

/// Commands about staff and time.
///
/// # Errors
/// The role may not.
pub fn admin<'a>(ctx: &Context<'a>) -> Result<&'a Caller> {
    let caller = caller(ctx)?;
    if caller.role == Role::Admin { Ok(caller) } else { Err(forbidden("admin", caller.role)) }
}

/// What operators did, and who they are.
///
/// # Errors
/// The role may not.
pub fn overseer<'a>(ctx: &Context<'a>) -> Result<&'a Caller> {
    let caller = caller(ctx)?;
    if may_oversee(caller.role) { Ok(caller) } else { Err(forbidden("auditor or admin", caller.role)) }
}

fn may_oversee(role: Role) -> bool {
    matches!(role, Role::Auditor | Role::Admin)
}

/// What introspection shows: a field that a role may not use is not there for it. One function a rule, beside the rule.
pub mod visible {
    use super::{Caller, Context, Role, may_oversee};

    fn to(ctx: &Context<'_>, may: impl Fn(Role) -> bool) -> bool {
        ctx.data_opt::<Caller>().is_some_and(|caller| may(caller.role))
    }

    /// As [`support`](super::support).
    pub fn support(ctx: &Context<'_>) -> bool {
        to(ctx, Role::may_support)
    }

    /// As [`finance`](super::finance).
    pub fn finance(ctx: &Context<'_>) -> bool {
        to(ctx, Role::may_finance)
    }

    /// As [`admin`](super::admin).
    pub fn admin(ctx: &Context<'_>) -> bool {
        to(ctx, |role| role == Role::Admin)
    }

    /// As [`overseer`](super::overseer).
    pub fn overseer(ctx: &Context<'_>) -> bool {
        to(ctx, may_oversee)
    }
}

/// How much the caller sees of personal data: any role may ask.
///
/// # Errors
/// Nobody asks.
pub fn sight(ctx: &Context<'_>) -> Result<Sight> {
    Ok(if caller(ctx)?.role.sees_personal_data() { Sight::Open } else { Sight::Closed })
}

/// Whether the caller is shown who buys: those who see personal data, and those who keep the books.
///
/// # Errors
/// Nobody asks.
pub fn invoices_shown(ctx: &Context<'_>) -> Result<bool> {
    Ok(caller(ctx)?.role.sees_buyers())
}

/// Documents that name a buyer.
///
/// # Errors
/// The role may not see them.
pub fn refuse_invoices(ctx: &Context<'_>) -> Result<()> {
    if invoices_shown(ctx)? {
        return Ok(());
    }
    Err(forbidden("finance, support, auditor or admin", caller(ctx)?.role))
}

fn forbidden(needed: &str, role: Role) -> Error {
    coded("FORBIDDEN", format!("this needs the role {needed}; yours is {role}"))
}

impl Caller {
    /// Whoever is let in, under no key.
    pub fn of(admitted: Admitted, address: IpAddr, token: &str) -> Self {
        let Admitted { login, role, session } = admitted;
        let (token, looks) = (token.to_owned().into(), Looks::default());
        Self { login, role, address: Some(address), key: None, token, session, looks }
    }

    /// From where, for what is counted by addresses.
    pub fn network_address(&self) -> IpAddr {
        self.address.unwrap_or(IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED))
    }

    /// A request of this caller.
    pub fn ask(&self, ctx: &Context<'_>, reason: Option<&str>) -> Ask {
        let actor = Actor::Operator(self.login.to_string());
        let mut cause = Cause::new(actor, Channel::GraphQl, application(ctx).clock().now(), Uuid::now_v7());
        cause.address = self.address.map(|address| address.to_string());
        cause.reason = reason.map(str::to_owned);
        asked(ctx, cause, self.key.as_ref(), &format!("graphql/{}", self.login))
    }
}

/// A request under the key of its document, with the request's fingerprint, where it has one. `scope`: whose keys it is
/// among.
pub fn asked(ctx: &Context<'_>, cause: Cause, key: Option<&(String, String)>, scope: &str) -> Ask {
    // Several mutations in one document are several requests under one key.
    let field = ctx.field().alias().unwrap_or(ctx.field().name());
    let own = key.map(|(key, fingerprint)| AskKey {
        scope: scope.to_owned(),
        key: format!("{key}/{field}"),
        fingerprint: fingerprint.clone(),
    });
    let mut ask = Ask::new(cause).under(own);
    ask.cause.key = key.map(|(key, _)| key.clone());
    ask
}
