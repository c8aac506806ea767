//! Who asks, and where they are signed in.

use crate::caller::{admin, application, caller, coded};
use crate::looks;
use crate::payload::{coded_failure, failure};
use crate::queries::list;
use application::{Person, SessionSheet};
use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain_model::operator::Login;

/// A session of the back-office pages. Its times are real ones.
#[derive(Clone, SimpleObject)]
pub struct Session {
    /// Its name, for `closeSession`: the beginning of a digest.
    name: String,
    /// Since when.
    opened_at: DateTime<Utc>,
    /// When it ends at the latest; it ends before when it is not used.
    expires_at: DateTime<Utc>,
    /// From which network address.
    address: Option<String>,
    /// With which browser, on which system, as the browser says.
    agent: String,
    /// The issuer of OpenID Connect that vouched for the person; absent where it was a password.
    issuer: Option<String>,
    /// It is the one that asks.
    current: bool,
}

impl Session {
    /// As it is shown to whoever holds `current`.
    pub fn of(sheet: SessionSheet, current: Option<&SessionSheet>) -> Self {
        let SessionSheet { name, opened_at, expires_at, address, agent, issuer } = sheet;
        let current = current.is_some_and(|current| current.name == name);
        Self { name, opened_at, expires_at, address, agent, issuer, current }
    }
}

/// The caller.
#[derive(SimpleObject)]
pub struct Me {
    /// The login.
    login: String,
    /// What they may do.
    role: String,
    /// Whether no sign-in of theirs goes without a code.
    second_factor: bool,
    /// The session that asks; absent where it is a bearer token.
    session: Option<Session>,
}

/// The caller.
#[derive(Default)]
pub struct Myself;

#[Object(name = "MyselfQueries")]
impl Myself {
    /// Who asks.
    async fn me(&self, ctx: &Context<'_>) -> Result<Me> {
        let caller = caller(ctx)?;
        let second_factor = application(ctx).has_second_factor(&Person::from(&caller.login)).await;
        let session = caller.session.clone().map(|sheet| Session::of(sheet, caller.session.as_ref()));
        Ok(Me {
            login: caller.login.to_string(),
            role: caller.role.to_string(),
            second_factor: second_factor.map_err(|error| failure(&error))?,
            session,
        })
    }

    /// Waits until every view has seen what a mutation wrote, by the `consistency` that it answered; then whatever is
    /// asked shows it. Queries take the same value for their own view alone.
    async fn seen(&self, ctx: &Context<'_>, consistency: String) -> Result<bool> {
        caller(ctx)?;
        list::seen_by_all(ctx, &consistency).await?;
        Ok(true)
    }

    /// Sessions that run, the latest first: the caller's own, or, for an admin, anybody's.
    async fn sessions(&self, ctx: &Context<'_>, login: Option<String>) -> Result<Vec<Session>> {
        let caller = caller(ctx)?;
        let login = match login {
            Some(text) => text.parse::<Login>().map_err(|error| coded("BAD_VALUE", error.to_string()))?,
            None => caller.login.clone(),
        };
        if login != caller.login {
            admin(ctx)
                .map_err(|_| coded("FORBIDDEN", "the sessions of others: this needs the role admin"))?;
            looks::at(ctx, format!("operator/{login}"));
        }
        let sheets =
            application(ctx).sessions(&Person::from(&login)).await.map_err(|error| coded_failure(&error))?;
        Ok(sheets.into_iter().map(|sheet| Session::of(sheet, caller.session.as_ref())).collect())
    }
}
