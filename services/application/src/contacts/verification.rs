//! A registrant confirms the data by a mailed link (WAPS): `v151049-1-MAC`.

use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::boxed;
use crate::jobs::{Deadline, Job};
use crate::refusal::Refusal;
use crate::work::Work;
use chrono::{DateTime, Days, Utc};
use domain_model::account::Account;
use domain_model::contact::{self, Command, Contact, Event, Person};
use domain_model::policy::TldPolicy;
use domain_model::values::{AccountNumber, ContactDetails, ContactHandle, ContactNumber};
use domain_model::{Actor, Cause, Channel};
use journal::{Recorded, StreamId, Streams};
use std::collections::BTreeSet;
use std::net::IpAddr;
use std::time::Duration;
use subtle::ConstantTimeEq;
use uuid::Uuid;

/// 130 bits of the MAC, in a case-insensitive alphabet that survives being read aloud or broken over lines.
const MAC_CHARACTERS: usize = 26;
/// Longer than any token of ours.
const LONGEST: usize = 96;

/// What the page behind a link shows.
#[derive(Clone, Debug)]
pub struct VerificationView {
    /// The contact's handle.
    pub handle: ContactHandle,
    /// What is confirmed.
    pub details: ContactDetails,
    /// When it was confirmed; nothing while it is to be.
    pub verified_at: Option<DateTime<Utc>>,
    /// Until when it has to be confirmed.
    pub verify_by: Option<DateTime<Utc>>,
    /// The reseller's own name.
    pub brand: Option<String>,
}

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub enum VerificationError {
    /// Not a link of ours, or the person is gone.
    #[error("this link is not valid")]
    Unknown,
    /// The data has changed since it was mailed.
    #[error("this link is no longer valid: the data has changed since it was mailed")]
    Void,
    /// Ask again later.
    #[error("the data could not be confirmed at this moment")]
    Unavailable(#[source] AskError),
}

impl<E: Into<AskError>> From<E> for VerificationError {
    fn from(error: E) -> Self {
        match error.into() {
            AskError::Refused(Refusal::Contact(contact::Refusal::LinkVoid)) => Self::Void,
            AskError::Refused(_) => Self::Unknown,
            other => Self::Unavailable(other),
        }
    }
}

/// The last confirmation by a link (SOAP: `waps_lastvalidkey`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmation {
    /// When.
    pub at: DateTime<Utc>,
    /// The link's token: it is good for nothing more.
    pub token: String,
    /// From where; gone with the person.
    pub address: Option<String>,
}

/// How often a person is mailed on demand (SOAP: `contact_mail_waps`).
#[derive(Clone, Copy, Debug)]
pub struct VerificationMails {
    /// So many mails, those that go by themselves included …
    pub most: u16,
    /// … in so long.
    pub within: Duration,
}

impl Default for VerificationMails {
    fn default() -> Self {
        Self { most: 5, within: Duration::from_hours(24) }
    }
}

/// How the owner of a name is asked to confirm the data.
pub(crate) struct ToConfirm {
    days: u16,
    reminders: BTreeSet<u16>,
}

impl ToConfirm {
    /// As the rules of an ending ask for it; nothing where they do not.
    pub(crate) fn under(policy: &TldPolicy) -> Option<Self> {
        let rules = &policy.obligations;
        let (days, reminders) = (rules.verification_days, rules.verification_reminders.clone());
        (days > 0).then_some(Self { days, reminders })
    }

    /// The data has to be confirmed, and the person is told so; who was asked before keeps the day, and gets another
    /// link.
    pub(crate) fn ask(
        &self,
        work: &mut Work<'_>,
        contact: ContactNumber,
        at: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let by = at + Days::new(self.days.into());
        let required = work.execute::<Contact>(&contact, &Command::RequireVerification { by })?;
        if !required.is_empty() {
            self.remind(work, contact, by, at);
        }
        work.execute::<Contact>(&contact, &Command::MailVerification { at })?;
        Ok(())
    }

    /// Asks for the reminders before a day.
    pub(super) fn remind(
        &self,
        work: &mut Work<'_>,
        contact: ContactNumber,
        by: DateTime<Utc>,
        at: DateTime<Utc>,
    ) {
        let stream = StreamId::of::<Contact>(&contact);
        for day in &self.reminders {
            let due_at = at + Days::new((*day).into());
            if due_at < by {
                let reminder = Deadline::VerificationReminder { contact, by, day: *day };
                work.enqueue(Job::Deadline(reminder), &stream, due_at);
            }
        }
    }
}

impl Application {
    /// The token of a contact's link.
    pub(crate) fn verification_token(&self, number: ContactNumber, serial: u32) -> String {
        let subject = format!("v{number}-{serial}");
        let mac = self.verification_mac(&subject);
        format!("{subject}-{mac}")
    }

    fn verification_mac(&self, subject: &str) -> String {
        let full = self.journal().vault().mac("verification-link", subject.as_bytes());
        let mut text = data_encoding::BASE32_NOPAD.encode(&full).to_ascii_lowercase();
        text.truncate(MAC_CHARACTERS);
        text
    }

    /// The contact and the serial of a link, if the server's key made it.
    fn verification_link(&self, token: &str) -> Option<(ContactNumber, u32)> {
        let (subject, given) = token.rsplit_once('-').filter(|_| token.len() <= LONGEST)?;
        let expected = self.verification_mac(subject);
        let genuine: bool = expected.as_bytes().ct_eq(given.to_ascii_lowercase().as_bytes()).into();
        let (number, serial) = subject.strip_prefix('v').filter(|_| genuine)?.split_once('-')?;
        Some((number.parse().ok()?, serial.parse().ok()?))
    }

    /// What a link's page shows. Changes nothing.
    ///
    /// # Errors
    /// There is no such page, or no longer.
    #[boxed]
    pub async fn verification(&self, token: &str) -> Result<VerificationView, VerificationError> {
        let (number, serial) = self.verification_link(token).ok_or(VerificationError::Unknown)?;
        let state = self.journal().load::<Contact>(&number).await?.state;
        let person = state.active().ok_or(VerificationError::Unknown)?;
        let details = person.details.value().ok_or(VerificationError::Unknown)?;
        if !person.links.accept(serial) {
            return Err(VerificationError::Void);
        }
        let account = self.journal().load::<Account>(&person.account).await?.state;
        Ok(VerificationView {
            handle: person.handle.clone(),
            details: (**details).clone(),
            verified_at: person.verified_at.filter(|_| person.is_verified()),
            verify_by: person.verify_by,
            brand: account.profile().and_then(|profile| profile.branding.name.clone()),
        })
    }

    /// The person confirms the data, and sees how it stands then.
    ///
    /// # Errors
    /// The link is not good for the data as it is.
    #[boxed]
    pub async fn verify_by_link(
        &self,
        token: &str,
        address: IpAddr,
    ) -> Result<VerificationView, VerificationError> {
        let (number, serial) = self.verification_link(token).ok_or(VerificationError::Unknown)?;
        let at = self.clock().now();
        let cause = Cause::new(Actor::Registrant(number), Channel::MailLink, at, Uuid::now_v7());
        let ask = Ask::new(cause.from_address(address.to_string()));
        let verify = Command::Verify { at, link: Some(serial) };
        self.once(&ask, Streams::new().with::<Contact>(&number), |work| {
            work.execute::<Contact>(&number, &verify).map(|_| ())
        })
        .await?;
        self.verification(token).await
    }

    /// The last confirmation by a link.
    ///
    /// # Errors
    /// The journal failed.
    #[boxed]
    pub async fn last_confirmation(&self, number: ContactNumber) -> Result<Option<Confirmation>, AskError> {
        let events = self.journal().read_stream(&StreamId::of::<Contact>(&number)).await?;
        let verified = |event: &&Recorded| event.event_type == "Verified";
        for event in events.iter().rev().filter(verified) {
            if let Event::Verified { at, link: Some(serial) } = event.decode()? {
                let address = self.change(event).await?.address;
                return Ok(Some(Confirmation {
                    at,
                    token: self.verification_token(number, serial),
                    address,
                }));
            }
        }
        Ok(None)
    }

    /// How the owner of these names is asked to confirm the data: by the ending that gives the fewest days; nothing where
    /// no ending asks for it.
    pub(super) async fn to_confirm(
        &self,
        number: ContactNumber,
        at: DateTime<Utc>,
    ) -> Result<Option<ToConfirm>, AskError> {
        let endings = self.views().endings_owned_by(number).await?;
        let policy = |tld| self.catalogue().tld_policy(tld, at.date_naive());
        Ok(endings.iter().filter_map(policy).filter_map(ToConfirm::under).min_by_key(|asked| asked.days))
    }

    /// Mails the owner of a name a link to confirm the data by (SOAP: `contact_mail_waps`). Whether one is mailed:
    /// not to who has confirmed, owns no name whose ending asks for it, or is not the account's.
    ///
    /// # Errors
    /// [`Refusal::MailedTooOften`]; the journal failed.
    #[boxed]
    pub async fn mail_verification(
        &self,
        account: AccountNumber,
        number: ContactNumber,
        ask: &Ask,
    ) -> Result<Accepted<bool>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let person = match self.active_contact_of(account, number).await {
            Ok(person) => Some(person),
            Err(AskError::Refused(_)) => None,
            Err(error) => return Err(error),
        };
        let to_confirm = |person: &Person| !person.is_verified() && person.details.value().is_some();
        let asked = match person.filter(to_confirm) {
            Some(_) => self.to_confirm(number, ask.cause.at).await?,
            None => None,
        };
        let (mailed, last) = self.mailed_lately(number, ask.cause.at).await?;
        let most = u32::from(self.settings().verification_mails.most);
        self.once(ask, Streams::new().with::<Contact>(&number), |work| {
            let Some(asked) = &asked else { return Ok(false) };
            // Those that went since they were counted count too.
            let serial = work.state::<Contact>(&number).active().map_or(last, |person| person.links.serial);
            if mailed + serial.saturating_sub(last) >= most {
                return Err(Refusal::MailedTooOften { number, most });
            }
            asked.ask(work, number, ask.cause.at)?;
            Ok(true)
        })
        .await
    }

    /// How many mails a person got in the time that is looked at, and the serial of the last one ever.
    async fn mailed_lately(&self, number: ContactNumber, now: DateTime<Utc>) -> Result<(u32, u32), AskError> {
        let since = now - self.settings().verification_mails.within;
        let (mut lately, mut last) = (0, 0);
        for event in self.journal().read_stream(&StreamId::of::<Contact>(&number)).await? {
            if event.event_type == "VerificationMailed"
                && let Event::VerificationMailed { serial, at } = event.decode()?
            {
                lately += u32::from(at > since);
                last = serial;
            }
        }
        Ok((lately, last))
    }
}
