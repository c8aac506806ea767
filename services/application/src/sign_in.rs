//! How people sign in at the pages, those who work here and the accounts at theirs: a password, a second factor, a session.
//!
//! All of it goes by the real time, also where a demo's clock was moved. Failures are counted per login and address, and
//! per address; wrong codes also per login, whatever the address, since whoever may try one has shown the password.
//!
//! | room | what it does |
//! |---|---|
//! | `person` | who signs in: a member of staff or an account, by one login |
//! | `codes` | time-based codes and recovery codes: made, checked |
//! | `provider` | another vouches for the person: OpenID Connect |
//! | `second_factor` | offered, confirmed, removed; and the password changed, by those whose they are |
//! | `sessions` | who holds a token or a session; sessions listed and closed |

mod codes;
mod person;
mod provider;
mod second_factor;
mod sessions;

pub use person::Person;
pub use provider::{DEPARTURE_LASTS, NotIdentified, Returned};
pub use sessions::{Admitted, AdmittedAccount, SessionSheet, Visiting};

use crate::application::Application;
use crate::ask::{Ask, AskError};
use crate::boxed;
use crate::failures::{FailureBook, network};
use crate::logins::{CHECKS_AT_ONCE, LoginLimits, NOBODYS};
use crate::refusal::Refusal;
use crate::secrets;
use codes::{Codes, RecoveryCodes};
use domain_model::sign_in::{self, Agent, Command, Proof, SecondFactor, Session};
use domain_model::values::Sealed;
use person::Known;
use secrecy::{ExposeSecret, SecretString};
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

/// Whether a member of staff may sign in without a second factor. An account decides that for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecondFactorRule {
    /// Nobody may: who has none sets one up at the next sign-in.
    Required,
    /// Who has set none up may.
    Optional,
}

/// How people sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInSettings {
    /// Whether a member of staff may sign in without a second factor.
    pub second_factor: SecondFactorRule,
    /// A session ends so long after it was opened …
    pub lifetime: Duration,
    /// … and when it was not used for so long. Each process has its own memory of that, which begins anew with it: behind
    /// several servers a person has to stay with one.
    pub idle: Duration,
    /// What programs for codes call the registrar. No colon.
    pub issuer: String,
    /// How failures are answered.
    pub failures: LoginLimits,
}

impl Default for SignInSettings {
    fn default() -> Self {
        Self {
            second_factor: SecondFactorRule::Required,
            lifetime: Duration::from_hours(8),
            idle: Duration::from_secs(30 * 60),
            issuer: "Registrar".to_owned(),
            failures: LoginLimits::default(),
        }
    }
}

/// Somebody who wants to sign in.
#[derive(Debug)]
pub struct SignIn {
    /// As whom, as it was typed: an operator's login, an account's number or its nichandle.
    pub login: String,
    /// The password.
    pub password: SecretString,
    /// A code of the second factor, or a recovery code.
    pub code: Option<SecretString>,
    /// From where.
    pub address: IpAddr,
    /// With what.
    pub agent: Agent,
}

/// Somebody who has signed in.
#[derive(Debug)]
pub struct SignedIn {
    /// What the browser keeps: the only time that it is seen.
    pub token: SecretString,
    /// Who.
    pub person: Person,
    /// When the session ends at the latest.
    pub expires_at: chrono::DateTime<chrono::Utc>,
    /// Where this sign-in has set the second factor up, its recovery codes: the only time that they are seen.
    pub recovery_codes: Vec<SecretString>,
}

/// A second factor to be set up.
#[derive(Debug)]
pub struct Enrolment {
    /// Base 32, to be typed.
    pub secret: SecretString,
    /// `otpauth://totp/…`, to be shown as a QR code.
    pub uri: SecretString,
}

/// How far a sign-in has come. The password was right.
#[derive(Debug)]
pub enum SignInStep {
    /// To its end.
    SignedIn(Box<SignedIn>),
    /// A code of the second factor is needed.
    CodeNeeded,
    /// A second factor is to be set up: its first code is needed.
    EnrolmentNeeded(Enrolment),
}

/// Why somebody was not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotSignedIn {
    /// There is nobody of that name, or the password is another.
    #[error("login or password is wrong")]
    Wrong,
    /// The password is right.
    #[error("the code is wrong, or has been used")]
    WrongCode,
    /// The password is right.
    #[error("the account is suspended or closed: write to the registrar")]
    NotOpen,
    /// Too many failures: nothing was looked at.
    #[error("too many failures; try again in {} seconds at the latest", retry_after.as_secs())]
    Locked {
        /// All is forgotten at the latest after this time.
        retry_after: Duration,
    },
}

/// Wrong codes are counted for a login as a whole.
const ANYWHERE: IpAddr = IpAddr::V4(Ipv4Addr::UNSPECIFIED);

/// Counted failures, and sessions in use, of this process.
pub(crate) struct SignInBook {
    failures: FailureBook<String>,
    codes: FailureBook<Person>,
    checks: tokio::sync::Semaphore,
    used: sessions::LastUses,
    returns: provider::Returns,
}

impl SignInBook {
    pub fn new(settings: &SignInSettings) -> Self {
        // Nothing is known of an address here, so that there is nothing to lock but logins.
        let codes = LoginLimits { failures_of_address: u32::MAX, ..settings.failures };
        Self {
            failures: FailureBook::new(settings.failures),
            codes: FailureBook::new(codes),
            checks: tokio::sync::Semaphore::new(CHECKS_AT_ONCE),
            used: sessions::LastUses::new(settings),
            returns: provider::Returns::new(settings.failures),
        }
    }
}

/// What is counted: a login as it was typed, in one spelling, and no longer than one.
fn claim(login: &str) -> String {
    login.trim().chars().take(32).collect::<String>().to_ascii_lowercase()
}

impl Application {
    /// Lets somebody in, or says what is missing.
    ///
    /// # Errors
    /// The journal failed.
    #[boxed]
    pub async fn sign_in(&self, asked: SignIn) -> Result<Result<SignInStep, NotSignedIn>, AskError> {
        let from = network(asked.address);
        let person = self.person_of(&claim(&asked.login)).await?;
        let proven = self.password_of(&claim(&asked.login), person, asked.password.clone(), from).await?;
        let (person, known) = match proven {
            Ok(proven) => proven,
            Err(why) => return Ok(Err(why)),
        };
        let factor = &known.entrance.second_factor;
        let code = asked.code.as_ref().filter(|code| !code.expose_secret().trim().is_empty());
        if factor.is_in_force() && code.is_none() {
            return Ok(Ok(SignInStep::CodeNeeded));
        }
        let ask = self.asked_by(&person, asked.address);
        let required = self.must_have_second_factor(&person);
        if required && !factor.is_in_force() && (code.is_none() || factor.offered.is_none()) {
            // Another secret each time: one that somebody else has seen is not the one that is confirmed.
            let enrolment = self.offer_second_factor(&person, &ask).await?;
            return Ok(Ok(SignInStep::EnrolmentNeeded(enrolment)));
        }
        let opening = self.open_session(&person, &known.hash, code, &asked, &ask);
        match self.guarding_codes(&person, asked.address, opening).await {
            Ok(signed_in) => {
                self.sign_ins().failures.forgive(person.to_string(), from);
                Ok(Ok(SignInStep::SignedIn(Box::new(signed_in))))
            }
            Err(AskError::Refused(Refusal::SignIn(why))) => Ok(Err(why)),
            // Set up by somebody else a moment ago.
            Err(AskError::Refused(refusal)) if refusal.of_sign_in() == Some(sign_in::Refusal::CodeNeeded) => {
                Ok(Ok(SignInStep::CodeNeeded))
            }
            Err(AskError::Refused(_)) => Ok(Err(NotSignedIn::Wrong)),
            Err(error) => Err(error),
        }
    }

    fn must_have_second_factor(&self, person: &Person) -> bool {
        matches!(person, Person::Operator(_))
            && self.settings().sign_in.second_factor == SecondFactorRule::Required
    }

    /// Somebody whose password it is. A stranger takes as long, and fails as often: failures of an account are counted
    /// for it, whether it is named by its number or its nichandle.
    async fn password_of(
        &self,
        claim: &str,
        person: Option<Person>,
        password: SecretString,
        from: IpAddr,
    ) -> Result<Result<(Person, Known), NotSignedIn>, AskError> {
        let book = self.sign_ins();
        let counted = person.as_ref().map_or_else(|| claim.to_owned(), ToString::to_string);
        let locked = || Ok(Err(NotSignedIn::Locked { retry_after: self.settings().sign_in.failures.window }));
        if book.failures.is_locked(&counted, from) {
            return locked();
        }
        let known = match person {
            Some(person) => self.person_known(&person).await?.map(|known| (person, known)),
            None => None,
        };
        let one_of_few = book.checks.acquire().await;
        // While this one waited, others may have failed.
        if book.failures.is_locked(&counted, from) {
            return locked();
        }
        let against = known.as_ref().map_or_else(|| NOBODYS.to_owned(), |(_, known)| known.hash.clone());
        let matches = secrets::password_matches(password, against).await;
        match known.filter(|_| matches) {
            Some((_, known)) if !known.open => Ok(Err(NotSignedIn::NotOpen)),
            Some(proven) => Ok(Ok(proven)),
            None => {
                let wait = book.failures.count(counted, from);
                drop(one_of_few);
                tokio::time::sleep(wait).await;
                Ok(Err(NotSignedIn::Wrong))
            }
        }
    }

    /// Something that fails with a wrong code: it is counted, and after too many of them nothing is tried.
    async fn guarding_codes<T>(
        &self,
        person: &Person,
        address: IpAddr,
        attempt: impl Future<Output = Result<T, AskError>>,
    ) -> Result<T, AskError> {
        let (book, from) = (self.sign_ins(), network(address));
        let locked =
            { book.codes.is_locked(person, ANYWHERE) || book.failures.is_locked(&person.to_string(), from) };
        if locked {
            let retry_after = self.settings().sign_in.failures.window;
            return Err(Refusal::from(NotSignedIn::Locked { retry_after }).into());
        }
        match attempt.await {
            Ok(value) => {
                book.codes.forgive(person.clone(), ANYWHERE);
                Ok(value)
            }
            Err(AskError::Refused(refusal)) if refusal.of_sign_in() == Some(sign_in::Refusal::CodeWrong) => {
                book.codes.count(person.clone(), ANYWHERE);
                tokio::time::sleep(book.failures.count(person.to_string(), from)).await;
                Err(Refusal::from(NotSignedIn::WrongCode).into())
            }
            Err(error) => Err(error),
        }
    }

    async fn open_session(
        &self,
        person: &Person,
        hash: &str,
        code: Option<&SecretString>,
        asked: &SignIn,
        ask: &Ask,
    ) -> Result<SignedIn, AskError> {
        let (settings, now) = (&self.settings().sign_in, journal::wall_clock());
        let token = match person {
            Person::Operator(login) => secrets::new_token(secrets::SESSION, login),
            Person::Account(account) => secrets::new_token(secrets::ACCOUNT_SESSION, account),
        };
        let digest = secrets::digest(&token);
        let session = Session {
            opened_at: now,
            expires_at: now + settings.lifetime,
            address: Some(Sealed::open(person.evidence(), asked.address.to_string())),
            agent: asked.agent.clone(),
            issuer: None,
        };
        let expires_at = session.expires_at;
        let (recovery, required) = (RecoveryCodes::new(), self.must_have_second_factor(person));
        let opened = self
            .once(ask, person.streams(), |work| {
                // The password that was checked is the one of this moment.
                let known = person.known(work).filter(|known| known.hash == hash && known.open);
                let factor = known.ok_or(NotSignedIn::Wrong)?.entrance.second_factor;
                let proof = proof(&factor, required, code, &recovery)?;
                let enrolled = matches!(proof, Proof::Enrolment { .. });
                let (digest, session) = (digest.clone(), session.clone());
                person.execute(work, Command::OpenSession { proof, session, digest })?;
                Ok(enrolled)
            })
            .await?;
        self.sign_ins().used.now(&digest);
        let recovery_codes = if opened.value { recovery.shown() } else { vec![] };
        Ok(SignedIn { token: token.into(), person: person.clone(), expires_at, recovery_codes })
    }
}

/// What a code proves at this moment.
fn proof(
    factor: &SecondFactor,
    required: bool,
    code: Option<&SecretString>,
    recovery: &RecoveryCodes,
) -> Result<Proof, sign_in::Refusal> {
    if !factor.is_in_force() && !required {
        return Ok(Proof::Password);
    }
    let code = code.ok_or(sign_in::Refusal::CodeNeeded)?;
    if factor.is_in_force() {
        return Ok(codes::proof(factor, code));
    }
    let step = Codes::of(factor.offered.as_ref()).and_then(|codes| codes.step(code));
    let step = step.ok_or(sign_in::Refusal::CodeWrong)?;
    Ok(Proof::Enrolment { step, hashes: recovery.hashes() })
}
