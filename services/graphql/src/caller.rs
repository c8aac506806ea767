//! Who asks: a member of staff, with a role.

use application::{Application, Ask, AskKey};
use async_graphql::{Context, Error, ErrorExtensions, Result};
use domain_model::operator::{Login, Role};
use domain_model::{Actor, Cause, Channel};
use projections::Sight;
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
    ctx.data_opt::<Caller>().ok_or_else(|| coded("UNAUTHENTICATED", "a bearer token is needed"))
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

/// The registrar's audit: events, histories.
///
/// # Errors
/// The role may not.
pub fn sight(ctx: &Context<'_>) -> Result<Sight> {
    Ok(if caller(ctx)?.role.sees_personal_data() { Sight::Open } else { Sight::Closed })
}

fn forbidden(needed: &str, role: Role) -> Error {
    coded("FORBIDDEN", format!("this needs the role {needed}; yours is {role}"))
}

impl Caller {
    /// A request of this caller.
    pub fn ask(&self, ctx: &Context<'_>, reason: Option<&str>) -> Ask {
        let at = application(ctx).clock().now();
        let actor = Actor::Operator(self.login.to_string());
        let mut cause = Cause::new(actor, Channel::GraphQl, at, Uuid::now_v7());
        cause.address = self.address.map(|address| address.to_string());
        cause.reason = reason.map(str::to_owned);
        // Several mutations in one document are several requests under one key.
        let field = ctx.field().alias().unwrap_or(ctx.field().name()).to_owned();
        let key = self.key.as_ref().map(|(key, fingerprint)| AskKey {
            scope: format!("graphql/{}", self.login),
            key: format!("{key}/{field}"),
            fingerprint: fingerprint.clone(),
        });
        let mut ask = Ask::new(cause).under(key);
        ask.cause.key = self.key.as_ref().map(|(key, _)| key.clone());
        ask
    }
}
