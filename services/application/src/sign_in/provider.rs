//! Signing in by a provider of OpenID Connect: the browser goes to the provider and comes back with a code.
//!
//! What is told apart by state, nonce and verifier follows from a mark in the browser's cookie under the server's own key:
//! any process may see a browser off and another one receive it, and nothing is kept for those who never come back. The
//! provider proves who it is and asks for second factors itself; nobody is enrolled by it.

use super::{Person, SignedIn};
use crate::application::Application;
use crate::ask::AskError;
use crate::boxed;
use crate::failures::{FailureBook, network};
use crate::logins::LoginLimits;
use crate::ports::{Departure, IdentityError, IdentityProvider};
use crate::refusal::Refusal;
use crate::secrets;
use domain_model::operator::{self, Login};
use domain_model::sign_in::{Agent, Command, Proof, Session};
use domain_model::values::Sealed;
use secrecy::{ExposeSecret, SecretString};
use std::net::IpAddr;
use std::time::Duration;
use subtle::ConstantTimeEq;
use uuid::Uuid;

/// So long a person may take at the provider.
pub const DEPARTURE_LASTS: Duration = Duration::from_secs(600);
const REMEMBERED: u64 = 100_000;
const MARK: &str = "openid-connect";
const SEED: usize = 32;
/// A seed, and the second at which it ends.
const SIGNED: usize = SEED + 8;

/// Who has come back to this process.
pub(super) struct Returns {
    /// Marks that have served: none serves twice. Elsewhere the provider sees to it, to which a code is good for once.
    served: moka::sync::Cache<String, ()>,
    /// Those about whom the provider had nothing to say. They wait for their answers, and lock nothing.
    strays: FailureBook<()>,
}

impl Returns {
    pub fn new(limits: LoginLimits) -> Self {
        let served = moka::sync::Cache::builder().max_capacity(REMEMBERED).time_to_live(DEPARTURE_LASTS);
        Self { served: served.build(), strays: FailureBook::new(limits) }
    }

    /// Whether it is the first time.
    fn first(&self, state: &SecretString) -> bool {
        self.served.entry(secrets::digest(state.expose_secret())).or_insert(()).is_fresh()
    }
}

/// A browser that has come back from the provider.
#[derive(Debug)]
pub struct Returned {
    /// What its cookie says.
    pub mark: Option<SecretString>,
    /// What its address says.
    pub state: SecretString,
    /// The code, or the provider's word for what went wrong.
    pub outcome: Result<SecretString, String>,
    /// From where.
    pub address: IpAddr,
    /// With what.
    pub agent: Agent,
}

/// Why somebody who came back from the provider was not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotIdentified {
    /// It was not this browser that left, it left too long ago, or it has come back before.
    #[error("this sign-in was not begun here, took too long, or has been used: begin again")]
    Stale,
    /// The provider said no, or the person gave up.
    #[error("the provider did not let this person in")]
    Denied,
    /// The provider did not answer, or not as one.
    #[error("the provider cannot be reached")]
    Unavailable,
    /// What the provider answered is not to be believed.
    #[error("the provider's answer is not to be believed")]
    Untrue,
    /// Nobody of that name works here.
    #[error("the provider names nobody who works here")]
    Unknown,
    /// Too many failures from this address: nothing was looked at.
    #[error("too many failures")]
    Locked,
}

impl Application {
    /// What a browser keeps while it is with the provider, and what follows from it.
    pub fn depart(&self) -> (SecretString, Departure) {
        let mut signed = [0u8; SIGNED];
        getrandom::fill(&mut signed[..SEED]).expect("the operating system gives random bytes");
        let ends = (journal::wall_clock() + DEPARTURE_LASTS).timestamp();
        signed[SEED..].copy_from_slice(&ends.to_be_bytes());
        let mark = [&signed[..], &self.journal().vault().mac(MARK, &signed)].concat();
        (data_encoding::BASE64URL_NOPAD.encode(&mark).into(), self.departure(&signed))
    }

    fn departure(&self, signed: &[u8]) -> Departure {
        let vault = self.journal().vault();
        let derived = |domain| data_encoding::BASE64URL_NOPAD.encode(&vault.mac(domain, signed)).into();
        Departure {
            state: derived("openid-connect/state"),
            nonce: derived("openid-connect/nonce"),
            verifier: derived("openid-connect/verifier"),
        }
    }

    /// The departure that a cookie speaks of, if it is of ours and not over.
    fn departed(&self, mark: &SecretString) -> Option<Departure> {
        let mark = data_encoding::BASE64URL_NOPAD.decode(mark.expose_secret().as_bytes()).ok()?;
        let (signed, mac) = mark.split_at_checked(SIGNED)?;
        let ours: bool = self.journal().vault().mac(MARK, signed)[..].ct_eq(mac).into();
        let ends = i64::from_be_bytes(signed[SEED..].try_into().ok()?);
        (ours && journal::wall_clock().timestamp() < ends).then(|| self.departure(signed))
    }

    /// Lets somebody in for whom the provider vouches, if they work here.
    ///
    /// # Errors
    /// The journal failed.
    #[boxed]
    pub async fn welcome(
        &self,
        provider: &dyn IdentityProvider,
        returned: Returned,
    ) -> Result<Result<SignedIn, NotIdentified>, AskError> {
        let (from, book) = (network(returned.address), &self.sign_ins().failures);
        // Nothing is claimed that could be guessed: the address alone counts.
        let nobody = format!("openid connect {}", Uuid::now_v7());
        if book.is_locked(&nobody, from) {
            return Ok(Err(NotIdentified::Locked));
        }
        let welcomed = match self.identified(provider, &returned).await {
            Ok(login) => {
                if book.is_locked(&login.to_string(), from) {
                    return Ok(Err(NotIdentified::Locked));
                }
                let opened = self.open_vouched(&login, provider.issuer(), &returned).await;
                match opened {
                    Ok(signed_in) => Ok(signed_in),
                    Err(AskError::Refused(Refusal::Operator(operator::Refusal::Unknown))) => {
                        Err(NotIdentified::Unknown)
                    }
                    Err(error) => return Err(error),
                }
            }
            Err(why) => Err(why),
        };
        if let Err(why) = &welcomed {
            let waits = match why {
                NotIdentified::Untrue | NotIdentified::Unknown => book.count(nobody, from),
                // A page of anybody's makes its visitors' browsers come back without having left: were that counted, it
                // would lock out, with password or without, whoever works behind their address.
                NotIdentified::Stale
                | NotIdentified::Denied
                | NotIdentified::Unavailable
                | NotIdentified::Locked => self.sign_ins().returns.strays.count((), from),
            };
            tokio::time::sleep(waits).await;
        }
        Ok(welcomed)
    }

    async fn identified(
        &self,
        provider: &dyn IdentityProvider,
        returned: &Returned,
    ) -> Result<Login, NotIdentified> {
        let departure = returned.mark.as_ref().and_then(|mark| self.departed(mark));
        let departure = departure.ok_or(NotIdentified::Stale)?;
        let brought = returned.state.expose_secret().as_bytes();
        let same: bool = departure.state.expose_secret().as_bytes().ct_eq(brought).into();
        if !same || !self.sign_ins().returns.first(&departure.state) {
            return Err(NotIdentified::Stale);
        }
        let code = match &returned.outcome {
            Ok(code) => code,
            // The others of RFC 6749, section 4.1.2.1, are ours or the provider's to mend.
            Err(word) if word == "access_denied" => return Err(NotIdentified::Denied),
            Err(word) => {
                let word: String = word.chars().filter(char::is_ascii_graphic).take(40).collect();
                tracing::warn!(issuer = provider.issuer(), word, "the provider refused a sign-in");
                return Err(NotIdentified::Unavailable);
            }
        };
        provider.identify(code, &departure).await.map_err(|error| {
            tracing::warn!(issuer = provider.issuer(), error = %error, "nobody was identified");
            match error {
                IdentityError::Unavailable { .. } => NotIdentified::Unavailable,
                IdentityError::Refused(_) | IdentityError::Untrue(_) => NotIdentified::Untrue,
                IdentityError::Nobody(_) => NotIdentified::Unknown,
            }
        })
    }

    async fn open_vouched(
        &self,
        login: &Login,
        issuer: &str,
        returned: &Returned,
    ) -> Result<SignedIn, AskError> {
        let (person, now) = (Person::from(login), journal::wall_clock());
        let session = Session {
            opened_at: now,
            expires_at: now + self.settings().sign_in.lifetime,
            address: Some(Sealed::open(person.evidence(), returned.address.to_string())),
            agent: returned.agent.clone(),
            issuer: Some(issuer.to_owned()),
        };
        let expires_at = session.expires_at;
        let token = secrets::new_token(secrets::SESSION, login);
        let digest = secrets::digest(&token);
        let ask = self.asked_by(&person, returned.address);
        self.once(&ask, person.streams(), |work| {
            let (digest, session) = (digest.clone(), session.clone());
            person.execute(work, Command::OpenSession { proof: Proof::Provider, session, digest })
        })
        .await?;
        self.sign_ins().used.now(&digest);
        Ok(SignedIn { token: token.into(), person, expires_at, recovery_codes: vec![] })
    }
}
