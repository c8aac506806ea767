//! How people sign in: their sessions, second factors and passwords.

use super::staff::password;
use crate::caller::{Caller, admin, application, caller, coded};
use crate::payload::{DonePayload, Obstacle, UserError};
use crate::session::schema::{SecondFactorEnrolment, shown};
use crate::values::field;
use application::{AskError, Enrolment, Person};
use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use domain_model::operator::Login;
use domain_model::values::{FieldError, Reason};
use secrecy::SecretString;

/// A session to be ended.
#[derive(Clone, Debug, InputObject)]
pub struct CloseSessionInput {
    /// Whose; the caller's own where absent. Those of others: admin alone.
    pub login: Option<String>,
    /// Which, as `sessions` names it.
    pub session: String,
}

/// The first code of a second factor.
#[derive(Clone, InputObject)]
pub struct ConfirmSecondFactorInput {
    /// Six digits.
    #[graphql(secret)]
    pub code: String,
}

/// A second factor to be taken away.
#[derive(Clone, InputObject)]
pub struct RemoveSecondFactorInput {
    /// Whose; the caller's own where absent. Those of others: admin alone.
    pub login: Option<String>,
    /// A code of it, or a recovery code: for the caller's own.
    #[graphql(secret)]
    pub code: Option<String>,
    /// Why: for those of others.
    pub reason: Option<String>,
}

/// Another password of the caller's own.
#[derive(Clone, InputObject)]
pub struct ChangePasswordInput {
    /// The one until now.
    #[graphql(secret)]
    pub current: String,
    /// The one from now on, 8 to 200 characters.
    #[graphql(secret)]
    pub new: String,
}

/// A second factor to be set up; it is in force once `confirmSecondFactor` was given a right code.
#[derive(Clone, Default, SimpleObject)]
pub struct OfferSecondFactorPayload {
    /// The secret, base 32, to be typed. It is shown this once.
    pub secret: Option<String>,
    /// `otpauth://totp/…`, to be shown as a QR code.
    pub uri: Option<String>,
    /// Why it was not accepted.
    pub user_errors: Vec<UserError>,
}

/// A second factor in force.
#[derive(Clone, Default, SimpleObject)]
pub struct ConfirmSecondFactorPayload {
    /// Codes that serve once each in place of the second factor's. They are shown this once.
    pub recovery_codes: Vec<String>,
    /// Why it was not accepted.
    pub user_errors: Vec<UserError>,
}

impl OfferSecondFactorPayload {
    /// The answer, with refusals as data and failures as errors.
    ///
    /// # Errors
    /// The world failed.
    pub fn answer(offered: Result<Enrolment, AskError>) -> Result<Self> {
        match offered.map_err(Obstacle::from) {
            Ok(enrolment) => {
                let SecondFactorEnrolment { secret, uri } = enrolment.into();
                Ok(Self { secret: Some(secret), uri: Some(uri), user_errors: vec![] })
            }
            Err(Obstacle::Refused(user_errors)) => Ok(Self { user_errors, ..Self::default() }),
            Err(Obstacle::Failed(error)) => Err(error),
        }
    }
}

impl ConfirmSecondFactorPayload {
    /// The answer, with refusals as data and failures as errors.
    ///
    /// # Errors
    /// The world failed.
    pub fn answer(confirmed: Result<Vec<SecretString>, AskError>) -> Result<Self> {
        match confirmed.map_err(Obstacle::from) {
            Ok(codes) => Ok(Self { recovery_codes: shown(&codes), user_errors: vec![] }),
            Err(Obstacle::Refused(user_errors)) => Ok(Self { recovery_codes: vec![], user_errors }),
            Err(Obstacle::Failed(error)) => Err(error),
        }
    }
}

impl ChangePasswordInput {
    /// Current and new.
    ///
    /// # Errors
    /// The new one is too short or too long.
    pub fn read(self) -> Result<(SecretString, SecretString), Vec<FieldError>> {
        let named = |error: FieldError| FieldError { field: "new".to_owned(), ..error };
        let new = password(&self.new).map_err(|errors| errors.into_iter().map(named).collect::<Vec<_>>())?;
        Ok((self.current.into(), new))
    }
}

/// Whose, and whether it is somebody else's.
fn whose(ctx: &Context<'_>, caller: &Caller, login: Option<&str>) -> Result<Result<Login, Vec<FieldError>>> {
    let login = match login {
        Some(text) => field("login", text.parse::<Login>()),
        None => Ok(caller.login.clone()),
    };
    if login.as_ref().is_ok_and(|login| *login != caller.login) {
        admin(ctx).map_err(|_| coded("FORBIDDEN", "what is others': this needs the role admin"))?;
    }
    Ok(login)
}

/// Commands about signing in.
#[derive(Default)]
pub struct SigningIn;

#[Object(name = "SigningInCommands")]
impl SigningIn {
    /// End a session: one's own, or, for an admin, anybody's.
    async fn close_session(&self, ctx: &Context<'_>, input: CloseSessionInput) -> Result<DonePayload> {
        let caller = caller(ctx)?;
        let ask = caller.ask(ctx, None);
        let done = match whose(ctx, caller, input.login.as_deref())? {
            Ok(login) => {
                let closed =
                    application(ctx).close_session(&Person::from(&login), &input.session, &ask).await;
                closed.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, |session| Some(session.clone()))
    }

    /// Show a secret for a second factor of one's own; one that was shown before is good for nothing more.
    async fn offer_second_factor(&self, ctx: &Context<'_>) -> Result<OfferSecondFactorPayload> {
        let caller = caller(ctx)?;
        let offered =
            application(ctx).offer_second_factor(&Person::from(&caller.login), &caller.ask(ctx, None)).await;
        OfferSecondFactorPayload::answer(offered)
    }

    /// Put the second factor that was shown in force, by a code of it: from now on no sign-in goes without one.
    async fn confirm_second_factor(
        &self,
        ctx: &Context<'_>,
        input: ConfirmSecondFactorInput,
    ) -> Result<ConfirmSecondFactorPayload> {
        let caller = caller(ctx)?;
        let (ask, code) = (caller.ask(ctx, None), SecretString::from(input.code));
        let confirmed = application(ctx)
            .confirm_second_factor(&Person::from(&caller.login), &code, caller.network_address(), &ask)
            .await;
        ConfirmSecondFactorPayload::answer(confirmed)
    }

    /// Take a second factor away: one's own by a code of it, or, for an admin who says why, anybody's.
    async fn remove_second_factor(
        &self,
        ctx: &Context<'_>,
        input: RemoveSecondFactorInput,
    ) -> Result<DonePayload> {
        let caller = caller(ctx)?;
        let ask = caller.ask(ctx, input.reason.as_deref());
        let login = whose(ctx, caller, input.login.as_deref())?;
        let read = || -> Result<_, Vec<FieldError>> {
            let login = login?;
            if login == caller.login {
                // An empty code is a wrong one, as any other.
                return Ok((login, Some(SecretString::from(input.code.unwrap_or_default()))));
            }
            field("reason", Reason::parse(input.reason.as_deref().unwrap_or_default()))?;
            Ok((login, None))
        };
        let done = match read() {
            Ok((login, code)) => {
                let from = caller.network_address();
                let removed = application(ctx)
                    .remove_second_factor(&Person::from(&login), code.as_ref(), from, &ask)
                    .await;
                removed.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, |login| Some(login.clone()))
    }

    /// Change one's own password: every session ends, this one too.
    async fn change_password(&self, ctx: &Context<'_>, input: ChangePasswordInput) -> Result<DonePayload> {
        let caller = caller(ctx)?;
        let ask = caller.ask(ctx, None);
        let done = match input.read() {
            Ok((current, new)) => {
                let (person, from) = (Person::from(&caller.login), caller.network_address());
                let changed = application(ctx).change_password(&person, current, &new, from, &ask).await;
                changed.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, |login| Some(login.clone()))
    }
}
