//! From a signed call to the account that it is made for.
//!
//! Application, credential and account are asked for at once, and their streams' ends by one statement. A revocation by
//! this process counts at the next call, one by another process a tenth of a second later: a program that calls often
//! does not cost a round trip to the database with every call.

use super::keys;
use super::signature::Signed;
use crate::application::Application;
use crate::ask::AskError;
use crate::failures::{FailureBook, network};
use domain_model::account::{Account, Profile};
use domain_model::api_application::{ApiApplication, Registration};
use domain_model::credential::{Credential, Grant, Status, Wish};
use domain_model::values::{AccessMethod, AccountNumber, ApplicationKey, CredentialNumber};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use subtle::ConstantTimeEq;

/// Counted failures, by application key or consumer key.
pub(crate) type ProofBook = FailureBook<String>;

/// For so long what this process knows of keys and accounts is not asked for again.
const LATELY: Duration = Duration::from_millis(100);

/// Longer than any key of ours: nothing longer is remembered.
const LONGEST: usize = 64;

/// A call as it came in.
#[derive(Clone, Copy, Debug)]
pub struct SignedCall<'a> {
    /// `X-Ovh-Application`.
    pub application: &'a str,
    /// `X-Ovh-Consumer`.
    pub consumer_key: &'a str,
    /// `X-Ovh-Timestamp`: seconds since 1970.
    pub timestamp: &'a str,
    /// `X-Ovh-Signature`.
    pub signature: &'a str,
    /// The method.
    pub method: &'a str,
    /// The addresses that the client may have called and signed; the likeliest first.
    pub addresses: &'a [String],
    /// The path below the version, as access rules name it.
    pub path: &'a str,
    /// The body.
    pub body: &'a [u8],
    /// From where.
    pub from: IpAddr,
}

/// Who a call was made for.
#[derive(Clone, Debug)]
pub struct Proven {
    /// The account: it is open.
    pub account: AccountNumber,
    /// What is set on it.
    pub profile: Arc<Profile>,
    /// By what.
    pub credential: CredentialNumber,
}

/// Why a call proves nobody, or is not granted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotProven {
    /// No application has this key, or it was revoked.
    #[error("this application key is invalid")]
    ApplicationUnknown,
    /// No credential of this application has this consumer key.
    #[error("this credential is not valid")]
    CredentialUnknown,
    /// The credential is not in force.
    #[error("this credential is not valid: it is {}", .0.as_str())]
    NotInForce(Status),
    /// The clocks differ too much, or the call is an old one.
    #[error("the timestamp is more than {} seconds from the server's time: see /auth/time", .window.as_secs())]
    OutOfTime {
        /// How much they may differ.
        window: Duration,
    },
    /// Something else was signed, or with another secret.
    #[error("invalid signature")]
    WrongSignature,
    /// The credential is not for this address.
    #[error("this credential is not valid from your address")]
    ElsewhereOnly,
    /// The account is suspended or closed.
    #[error("the account is suspended or closed")]
    NotOpen,
    /// No rule of the credential allows it.
    #[error("this call has not been granted")]
    NotGranted,
    /// Too many failures: the signature was not looked at.
    #[error("too many failures from this address: try again later")]
    Locked {
        /// At the latest after so long.
        retry_after: Duration,
    },
}

impl NotProven {
    /// Whether somebody may be guessing.
    fn is_failure(&self) -> bool {
        matches!(self, Self::ApplicationUnknown | Self::CredentialUnknown | Self::WrongSignature)
    }
}

/// What the journal holds of those that a call names.
struct Known {
    application: ApiApplication,
    credential: Credential,
    account: Account,
    /// Whose the application is, where that is another account.
    owner: Option<Account>,
}

impl Application {
    /// The time that calls are signed with: the real one, in seconds since 1970, also where a demo's clock was moved.
    pub fn signing_time(&self) -> i64 {
        journal::wall_clock().timestamp()
    }

    /// The account that a signed call is made for.
    ///
    /// # Errors
    /// The journal failed.
    pub async fn prove(&self, call: SignedCall<'_>) -> Result<Result<Proven, NotProven>, AskError> {
        let (book, from) = (self.proofs(), network(call.from));
        let claims = [call.application, call.consumer_key].map(|claim| claim.get(..LONGEST).unwrap_or(claim));
        if claims.iter().any(|claim| book.is_locked(&(*claim).to_owned(), from)) {
            let retry_after = self.settings().access.failures.window;
            return Ok(Err(NotProven::Locked { retry_after }));
        }
        let proven = self.proof_of(&call).await?;
        match &proven {
            Err(why) if why.is_failure() => {
                let claim = claims[usize::from(*why != NotProven::ApplicationUnknown)];
                tokio::time::sleep(book.count(claim.to_owned(), from)).await;
            }
            Ok(_) => claims.iter().for_each(|claim| book.forgive((*claim).to_owned(), from)),
            Err(_) => {}
        }
        Ok(proven)
    }

    async fn proof_of(&self, call: &SignedCall<'_>) -> Result<Result<Proven, NotProven>, AskError> {
        let Ok(key) = ApplicationKey::parse(call.application) else {
            return Ok(Err(NotProven::ApplicationUnknown));
        };
        let Some(number) = keys::credential_of(call.consumer_key) else {
            let known = self.api_application(&key).await?.is_some();
            return Ok(Err(if known { NotProven::CredentialUnknown } else { NotProven::ApplicationUnknown }));
        };
        let known = self.known(&key, number).await?;
        let now = self.clock().now();
        let Some(application) = known.application.registered().filter(|_| known.owner_acts()) else {
            return Ok(Err(NotProven::ApplicationUnknown));
        };
        let (wish, grant) = match known.in_force(&key, call.consumer_key, now) {
            Ok(in_force) => in_force,
            Err(why) => return Ok(Err(why)),
        };
        if let Err(why) = self.signed(call, application).and_then(|()| allowed(call, wish)) {
            return Ok(Err(why));
        }
        let (granted, account) = (is_granted(call, wish), grant.account);
        Ok(match known.account {
            Account::Open(_) if !granted => Err(NotProven::NotGranted),
            Account::Open(profile) => Ok(Proven { account, profile: profile.into(), credential: number }),
            Account::Absent | Account::Suspended(_) | Account::Closed(_) => Err(NotProven::NotOpen),
        })
    }

    async fn known(&self, key: &ApplicationKey, number: CredentialNumber) -> Result<Known, AskError> {
        let journal = self.journal();
        let account_of = |credential: &Credential| credential.grant().map(|grant| grant.account);
        let owner_of = |application: &ApiApplication| application.known().map(|known| known.account);
        let nobody = AccountNumber::new(0);
        // Asked for at once: they are nearly always who they were.
        let foreseen = journal.believed(&number, account_of).flatten().unwrap_or(nobody);
        let (application, credential, account) = tokio::try_join!(
            journal.load_lately::<ApiApplication>(key, LATELY),
            journal.load_lately::<Credential>(&number, LATELY),
            journal.load_lately::<Account>(&foreseen, LATELY),
        )?;
        let (application, credential) = (application.state, credential.state);
        let (granted_by, owned_by) = (account_of(&credential), owner_of(&application));
        let account = match granted_by {
            Some(number) if number != foreseen => journal.load::<Account>(&number).await?.state,
            _ => account.state,
        };
        let owner = match owned_by {
            Some(number) if Some(number) != granted_by => Some(journal.load::<Account>(&number).await?.state),
            _ => None,
        };
        Ok(Known { application, credential, account, owner })
    }

    /// The timestamp, then the signature.
    fn signed(&self, call: &SignedCall<'_>, application: &Registration) -> Result<(), NotProven> {
        let window = self.settings().access.signature_window;
        let said: Option<i64> = call.timestamp.parse().ok();
        let apart = said.map(|said| self.signing_time().abs_diff(said));
        if apart.is_none_or(|seconds| seconds > window.as_secs()) {
            return Err(NotProven::OutOfTime { window });
        }
        // Without its key nobody's secret can be checked any more.
        let secret = application.secret.value().ok_or(NotProven::ApplicationUnknown)?;
        let signed = Signed {
            secret,
            consumer_key: call.consumer_key,
            method: call.method,
            body: call.body,
            timestamp: call.timestamp,
        };
        if signed.is_by(call.signature, call.addresses) { Ok(()) } else { Err(NotProven::WrongSignature) }
    }
}

impl Known {
    /// An application of an account that may not act calls for nobody.
    fn owner_acts(&self) -> bool {
        self.owner.as_ref().is_none_or(|owner| matches!(owner, Account::Open(_)))
    }

    /// The credential, if it is this application's, has this consumer key, and is granted.
    fn in_force(
        &self,
        key: &ApplicationKey,
        consumer_key: &str,
        now: chrono::DateTime<chrono::Utc>,
    ) -> Result<(&Wish, &Grant), NotProven> {
        let wish = self.credential.wish().filter(|wish| wish.application == *key);
        let own = wish.and_then(|wish| wish.consumer_key.value());
        let Some((wish, own)) = wish.zip(own) else { return Err(NotProven::CredentialUnknown) };
        if !bool::from(own.as_bytes().ct_eq(consumer_key.as_bytes())) {
            return Err(NotProven::CredentialUnknown);
        }
        match (self.credential.status(now), self.credential.grant()) {
            (Some(Status::Granted), Some(grant)) => Ok((wish, grant)),
            (Some(status), _) => Err(NotProven::NotInForce(status)),
            (None, _) => Err(NotProven::CredentialUnknown),
        }
    }
}

fn allowed(call: &SignedCall<'_>, wish: &Wish) -> Result<(), NotProven> {
    let Some(networks) = &wish.allowed_from else { return Ok(()) };
    // What cannot be read any more allows nobody.
    let networks = networks.value().map(Vec::as_slice).unwrap_or_default();
    let from = call.from.to_canonical();
    if networks.iter().any(|network| network.contains(&from)) {
        Ok(())
    } else {
        Err(NotProven::ElsewhereOnly)
    }
}

fn is_granted(call: &SignedCall<'_>, wish: &Wish) -> bool {
    // A head is read where the whole is.
    let method = if call.method == "HEAD" { "GET" } else { call.method };
    let Some(method) = AccessMethod::parse(method) else { return false };
    wish.rules.iter().any(|rule| rule.grants(method, call.path))
}
