//! Who calls, as handlers see it.

use crate::door::Door;
use crate::problem::Problem;
use application::{Application, Ask, AskKey};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain_model::account::Profile;
use domain_model::values::AccountNumber;
use domain_model::{Actor, Cause, Channel};
use std::net::IpAddr;
use std::sync::Arc;
use uuid::Uuid;

/// An account whose signature was checked.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    /// Which.
    pub account: AccountNumber,
    /// What is set on it: it is open.
    pub profile: Arc<Profile>,
    /// The credential's number (`credentialId`).
    pub credential: u64,
}

/// What the door found out about a call before a handler sees it.
#[derive(Debug)]
pub(crate) struct Call {
    /// Who signed it.
    pub identity: Option<Identity>,
    /// From where.
    pub address: IpAddr,
    /// `Idempotency-Key`, and the fingerprint of what is asked.
    pub key: Option<(String, String)>,
}

impl Call {
    pub fn account(&self) -> Option<AccountNumber> {
        self.identity.as_ref().map(|identity| identity.account)
    }

    fn ask(&self, application: &Application, actor: Actor, scope: String) -> Ask {
        let at = application.clock().now();
        let mut cause = Cause::new(actor, Channel::Rest, at, Uuid::now_v7());
        // Nobody could be asked about the address of an unknown visitor, or have it erased.
        cause.address = Some(self.address.to_string()).filter(|_| self.identity.is_some());
        let key = self.key.clone().map(|(key, fingerprint)| AskKey { scope, key, fingerprint });
        Ask::new(cause).under(key)
    }
}

/// An account that signed its call: the extractor of handlers that need one.
pub(crate) struct Caller {
    pub door: Arc<Door>,
    pub identity: Identity,
    call: Arc<Call>,
}

impl Caller {
    pub fn application(&self) -> &Application {
        &self.door.application
    }

    pub fn account(&self) -> AccountNumber {
        self.identity.account
    }

    /// A request of this account, under its `Idempotency-Key` where it has one.
    pub fn ask(&self) -> Ask {
        let account = self.account();
        self.call.ask(self.application(), Actor::Reseller(account), format!("rest/{account}"))
    }
}

/// Whoever calls, signed or not.
pub(crate) struct Visitor {
    pub door: Arc<Door>,
    call: Arc<Call>,
}

impl Visitor {
    pub fn application(&self) -> &Application {
        &self.door.application
    }

    pub fn identity(&self) -> Option<&Identity> {
        self.call.identity.as_ref()
    }

    /// A request of the account that signed, or of nobody that is known. Keys of unknown visitors are not kept: one
    /// would be answered with what another did.
    pub fn ask(&self) -> Ask {
        match self.call.account() {
            Some(account) => {
                self.call.ask(self.application(), Actor::Reseller(account), format!("rest/{account}"))
            }
            None => self.call.ask(self.application(), Actor::Visitor, String::new()).under(None),
        }
    }
}

fn call_of(parts: &Parts) -> Result<Arc<Call>, Problem> {
    parts.extensions.get::<Arc<Call>>().cloned().ok_or_else(Problem::internal)
}

impl FromRequestParts<Arc<Door>> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, door: &Arc<Door>) -> Result<Self, Problem> {
        Ok(Self { door: door.clone(), call: call_of(parts)? })
    }
}

impl FromRequestParts<Arc<Door>> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, door: &Arc<Door>) -> Result<Self, Problem> {
        let call = call_of(parts)?;
        let unsigned = || match crate::auth::names_application(&parts.headers) {
            true => Problem::no_credential(),
            false => Problem::not_signed(),
        };
        let identity = call.identity.clone().ok_or_else(unsigned)?;
        Ok(Self { door: door.clone(), identity, call })
    }
}
