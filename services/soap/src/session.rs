//! Who calls, with what.

use crate::codec::{Answer, Argument, Map, Request, Value};
use crate::codes::{Stop, done};
use crate::fields::number;
use application::{Application, Ask, AskError, NotLoggedIn, Opened};
use domain_model::account::Profile;
use domain_model::values::{AccountNumber, DomainName};
use domain_model::{Actor, Cause, Channel};
use std::net::IpAddr;
use std::time::Duration;
use uuid::Uuid;

/// How long a list waits for the views.
const PATIENCE: Duration = Duration::from_secs(10);

/// A call with where it comes from.
pub(crate) struct Caller<'a> {
    pub application: &'a Application,
    pub request: &'a Request,
    pub address: IpAddr,
}

/// A reseller's call, logged in.
pub(crate) struct Session<'a> {
    pub application: &'a Application,
    pub request: &'a Request,
    pub address: IpAddr,
    /// `dist_id`.
    pub account: AccountNumber,
    pub profile: Profile,
}

impl<'a> Caller<'a> {
    /// The first two arguments of nearly every function: `dist_id` and `dist_passwd`.
    pub async fn log_in(&self) -> Result<Session<'a>, Stop> {
        let refused = |why: String| Stop::refused(-1, -1, why);
        let account = self.account().map_err(refused)?;
        let password = self.request.argument(1, "dist_passwd").required_text();
        let password = password.map_err(|error| refused(error.to_string()))?;
        let logged_in = self.application.log_in(account, password.into_owned().into(), self.address).await;
        let profile = logged_in.map_err(|error| Stop::failed(&error))?;
        let profile = profile.map_err(|error| refused(error.to_string()))?;
        Ok(Session {
            application: self.application,
            request: self.request,
            address: self.address,
            account,
            profile,
        })
    }
}

impl Caller<'_> {
    /// Who the caller says it is: `dist_id`.
    pub fn account(&self) -> Result<AccountNumber, String> {
        let login = self.request.argument(0, "dist_id").required_int().map_err(|error| error.to_string())?;
        u64::try_from(login).map(AccountNumber::new).map_err(|_| NotLoggedIn::Wrong.to_string())
    }

    /// A name that was sent, counted from 0 after the login.
    pub fn name(&self, place: usize, argument: &str) -> Result<DomainName, String> {
        let text = self.request.argument(place + 2, argument);
        let text = text.required_text().map_err(|error| error.to_string())?;
        DomainName::parse(text.trim()).map_err(|error| format!("{argument}: {error}"))
    }
}

impl Session<'_> {
    /// An argument after the login, counted from 0, under the paper's name.
    pub fn argument(&self, place: usize, name: &str) -> Argument<'_> {
        self.request.argument(place + 2, name)
    }

    /// A name that was sent; `undefined` is the function's `retval` where it is missing or none.
    pub fn name(&self, place: usize, argument: &str, undefined: i64) -> Result<DomainName, Stop> {
        let Self { application, request, address, .. } = *self;
        let caller = Caller { application, request, address };
        caller.name(place, argument).map_err(|why| Stop::refused(-1, undefined, why))
    }

    /// An operation was accepted: `retval` and `tid` are its number.
    pub fn opened(&self, opened: &Opened) -> Answer {
        self.opened_with(opened, [])
    }

    /// As [`Session::opened`], with more fields behind `tid`.
    pub fn opened_with<const N: usize>(&self, opened: &Opened, more: [(&'static str, Value); N]) -> Answer {
        let tid = number(opened.operation.get());
        done(tid).with([("tid", Value::from(tid))].into_iter().chain(more).collect::<Map>())
    }

    /// Waits until the views have seen what was accepted before this call, so that a list shows what its caller has
    /// just done.
    pub async fn views_seen(&self) -> Result<(), AskError> {
        Ok(self.application.views().caught_up(PATIENCE).await?)
    }

    /// A request of this reseller.
    pub fn ask(&self) -> Ask {
        let at = self.application.clock().now();
        let mut cause = Cause::new(Actor::Reseller(self.account), Channel::Soap, at, Uuid::now_v7());
        cause.address = Some(self.address.to_string());
        Ask::new(cause)
    }
}
