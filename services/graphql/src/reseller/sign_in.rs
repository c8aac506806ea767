//! The account's password, second factor and sessions.

use super::owner;
use crate::caller::application;
use crate::mutations::{
    ChangePasswordInput, ConfirmSecondFactorInput, ConfirmSecondFactorPayload, OfferSecondFactorPayload,
};
use crate::objects::Session;
use crate::payload::{DonePayload, Obstacle, coded_failure};
use application::Person;
use async_graphql::{Context, InputObject, Object, Result};
use secrecy::SecretString;

/// Sessions.
#[derive(Default)]
pub struct Sessions;

#[Object(name = "ResellerSessionsQueries")]
impl Sessions {
    /// The account's sessions that run, the latest first.
    async fn sessions(&self, ctx: &Context<'_>) -> Result<Vec<Session>> {
        let owner = owner(ctx);
        let sheets = application(ctx).sessions(&owner.account().into()).await;
        let sheets = sheets.map_err(|error| coded_failure(&error))?;
        Ok(sheets.into_iter().map(|sheet| Session::of(sheet, Some(&owner.admitted.session))).collect())
    }
}

/// A second factor to be taken away.
#[derive(Clone, InputObject)]
pub struct OwnRemoveSecondFactorInput {
    /// A code of it, or a recovery code.
    #[graphql(secret)]
    pub code: String,
}

/// Commands about signing in.
#[derive(Default)]
pub struct Commands;

#[Object(name = "ResellerSigningInCommands")]
impl Commands {
    /// End a session of the account, as `sessions` names it.
    async fn close_session(&self, ctx: &Context<'_>, session: String) -> Result<DonePayload> {
        let (person, ask) = whose(ctx);
        let closed = application(ctx).close_session(&person, &session, &ask).await;
        DonePayload::answer(closed.map_err(Obstacle::from), |session| Some(session.clone()))
    }

    /// Show a secret for a second factor; one that was shown before is good for nothing more.
    async fn offer_second_factor(&self, ctx: &Context<'_>) -> Result<OfferSecondFactorPayload> {
        let (person, ask) = whose(ctx);
        OfferSecondFactorPayload::answer(application(ctx).offer_second_factor(&person, &ask).await)
    }

    /// Put the second factor that was shown in force, by a code of it: from now on no sign-in goes without one.
    async fn confirm_second_factor(
        &self,
        ctx: &Context<'_>,
        input: ConfirmSecondFactorInput,
    ) -> Result<ConfirmSecondFactorPayload> {
        let ((person, ask), code) = (whose(ctx), SecretString::from(input.code));
        let from = owner(ctx).address;
        let confirmed = application(ctx).confirm_second_factor(&person, &code, from, &ask).await;
        ConfirmSecondFactorPayload::answer(confirmed)
    }

    /// Take the second factor away, by a code of it.
    async fn remove_second_factor(
        &self,
        ctx: &Context<'_>,
        input: OwnRemoveSecondFactorInput,
    ) -> Result<DonePayload> {
        let ((person, ask), code) = (whose(ctx), SecretString::from(input.code));
        let from = owner(ctx).address;
        let removed = application(ctx).remove_second_factor(&person, Some(&code), from, &ask).await;
        DonePayload::answer(removed.map_err(Obstacle::from), |account| Some(account.clone()))
    }

    /// Change the password, which is that of the SOAP API too: every session ends, this one too.
    async fn change_password(&self, ctx: &Context<'_>, input: ChangePasswordInput) -> Result<DonePayload> {
        let (person, ask) = whose(ctx);
        let done = match input.read() {
            Ok((current, new)) => {
                let from = owner(ctx).address;
                let changed = application(ctx).change_password(&person, current, &new, from, &ask).await;
                changed.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, |account| Some(account.clone()))
    }
}

fn whose(ctx: &Context<'_>) -> (Person, application::Ask) {
    let owner = owner(ctx);
    (owner.account().into(), owner.ask(ctx, None))
}
