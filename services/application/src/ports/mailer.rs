//! Outgoing mail: what is to be said to whom. How it reads is the adapter's.

use super::{BatchAnswer, DisclosureLetter};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain_model::contact_change::AccountRoles;
use domain_model::values::{
    ContactDetails, ContactHandle, DomainName, EmailAddress, HostName, Locale, Nichandle, OperationNumber,
    Points, SealOwner,
};
use domain_model::vote::Choice;

/// A letter that is ready to be written and sent.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Stable over repetitions of the same job, so that a repeat is the same message: becomes the Message-ID.
    pub id: String,
    /// The recipient.
    pub to: EmailAddress,
    /// Whose letter it is, so that erasing the person also finds what was kept of it.
    pub person: SealOwner,
    /// Whose data it repeats to the recipient: erasing one of them finds it too.
    pub mentions: Vec<SealOwner>,
    /// The recipient's language.
    pub locale: Locale,
    /// The reseller's own name as sender; the registrar's where absent.
    pub from_name: Option<String>,
    /// The reseller's own address as sender; the registrar's where absent.
    pub from: Option<EmailAddress>,
    /// When it is written, by the registrar's clock.
    pub written_at: DateTime<Utc>,
    /// What it says.
    pub content: Content,
}

/// Which part the recipient has in a vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The present owner of a name that is traded.
    Owner,
    /// The future owner.
    NewOwner,
    /// The owner of a name that is transferred in.
    TransferOwner,
    /// Its administrative contact.
    TransferAdmin,
    /// The reseller that manages a name which is to move.
    Reseller,
    /// The reseller that it is to move to.
    NewReseller,
    /// The account that has roles of a service which are to move.
    FormerAccount(AccountRoles),
    /// The account that is to get them.
    NewAccount(AccountRoles),
}

impl Part {
    /// The roles that are to move, where it is about accounts of a service.
    pub fn roles(&self) -> &AccountRoles {
        const NONE: AccountRoles = AccountRoles { admin: false, tech: false, billing: false };
        match self {
            Self::FormerAccount(roles) | Self::NewAccount(roles) => roles,
            _ => &NONE,
        }
    }
}

/// How a vote ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VoteOutcome {
    /// The change is done.
    Completed,
    /// Somebody refused.
    Refused,
    /// The votes were not in by the deadline.
    Expired,
    /// It was called off.
    Cancelled,
    /// The registry refused it.
    Failed {
        /// EPP result code.
        code: u16,
        /// The words as they came.
        message: String,
    },
}

/// What a letter says.
#[derive(Clone, Debug)]
pub enum Content {
    /// Please vote: a link, and until when.
    VoteRequest {
        /// The name.
        name: DomainName,
        /// As what the recipient votes.
        part: Part,
        /// Who asked, as the recipient may know them: the future owner's or the gaining reseller's name.
        other_party: Option<String>,
        /// The page behind the link shows; its buttons vote.
        link: String,
        /// Until when.
        expires_at: DateTime<Utc>,
        /// It is a reminder of something asked before.
        reminder: bool,
    },
    /// Please say whether an account of a service is to move: the token, and a link to a page that takes it.
    ContactChange(Box<AccountMove>),
    /// How a vote ended.
    VoteEnded {
        /// The name.
        name: DomainName,
        /// As what the recipient voted.
        part: Part,
        /// How it ended.
        outcome: VoteOutcome,
    },
    /// An operator voted for a side.
    VotedForYou {
        /// The name.
        name: DomainName,
        /// As what the recipient votes.
        part: Part,
        /// For which part the operator voted.
        side: Part,
        /// Yes or no.
        choice: Choice,
    },
    /// Another registrar asked for the name.
    TransferOut {
        /// The name.
        name: DomainName,
        /// The gaining registrar, by its id at the registry.
        gaining: String,
        /// When the registry lets it go by itself.
        answer_by: DateTime<Utc>,
        /// A lock keeps the name: we object by ourselves.
        kept: Option<Kept>,
    },
    /// The name expires, or has expired (ICANN's expired registration recovery policy).
    Expiry {
        /// The name.
        name: DomainName,
        /// When it expires or expired.
        expires: DateTime<Utc>,
        /// It has expired.
        expired: bool,
        /// When its service is interrupted, where that is before its deletion.
        interruption: Option<DateTime<Utc>>,
        /// When it is deleted unless it is renewed, where the registrar does that.
        deletion: Option<DateTime<Utc>>,
    },
    /// The yearly reminder of the registration data.
    DataReminder {
        /// The name.
        name: DomainName,
        /// What the registration says.
        data: Box<RegistrationData>,
    },
    /// The owner of a name is to confirm the registration data (WAPS).
    Verification {
        /// The contact's handle.
        handle: ContactHandle,
        /// What is to be confirmed.
        registrant: Box<ContactDetails>,
        /// The page behind the link shows; its button confirms.
        link: String,
        /// Until when, where there is a day.
        by: Option<DateTime<Utc>>,
    },
    /// Points of an account run low.
    LowPoints {
        /// The account.
        nichandle: Nichandle,
        /// Points that are free to use.
        available: Points,
        /// The same as an amount of the account's currency: `4.99 EUR`.
        worth: String,
        /// The level that they fell below.
        level: Points,
    },
    /// The owner of a name is written to at another address from now on.
    AddressChanged {
        /// The contact's handle.
        handle: ContactHandle,
        /// The letter goes to the former address.
        former: bool,
    },
    /// About a request for data of persons.
    Disclosure(Box<DisclosureLetter>),
    /// What became of a batch mail.
    BatchAnswer(Box<BatchAnswer>),
}

/// An account of a service that is to move, as both accounts are asked about it.
#[derive(Clone, Debug)]
pub struct AccountMove {
    /// The task's number.
    pub task: OperationNumber,
    /// The service.
    pub name: DomainName,
    /// What moves.
    pub roles: AccountRoles,
    /// The letter goes to the account that gets it.
    pub gains: bool,
    /// The nichandle of the account that has it.
    pub from: String,
    /// The nichandle of the account that gets it.
    pub to: String,
    /// The nichandle of the account that asked.
    pub asked_by: String,
    /// What `POST /me/task/contactChange/{id}/accept` and `…/refuse` want.
    pub token: String,
    /// The page behind the link shows; its buttons answer.
    pub link: String,
    /// Until when.
    pub expires_at: DateTime<Utc>,
    /// It is a reminder of something asked before.
    pub reminder: bool,
}

/// What a registration says, as its registrant is reminded of it.
#[derive(Clone, Debug)]
pub struct RegistrationData {
    /// The registrant.
    pub registrant: ContactDetails,
    /// When it was registered.
    pub created: DateTime<Utc>,
    /// When it expires.
    pub expires: DateTime<Utc>,
    /// Its name servers.
    pub servers: Vec<HostName>,
}

/// A lock that keeps a name from being transferred.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// When it lifts, where that is known.
    pub until: Option<DateTime<Utc>>,
}

/// A message of somebody else that goes on to a person of ours.
#[derive(Clone)]
pub struct ForwardedMail {
    /// Stable over repetitions of the same message.
    pub id: String,
    /// Where the person is really reached.
    pub to: EmailAddress,
    /// Whose mail it is, so that erasing the person also finds what was kept of it.
    pub person: SealOwner,
    /// No report may come of it: it is one itself.
    pub from_nobody: bool,
    /// When it came, by the registrar's clock.
    pub at: DateTime<Utc>,
    /// Header and body, traced. Lines end by CRLF or LF.
    pub message: Vec<u8>,
}

/// A letter that did not go.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// Try again later.
    #[error("mail {id} was not delivered: {why}")]
    Later {
        /// Which mail.
        id: String,
        /// What stood in the way.
        why: String,
    },
    /// It will never go.
    #[error("mail {id} cannot be delivered: {why}")]
    Never {
        /// Which mail.
        id: String,
        /// What is wrong with it.
        why: String,
    },
}

/// Outgoing mail: a relay, or the demo's outbox.
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Writes and delivers one letter. The same id again is the same message.
    ///
    /// # Errors
    /// [`MailError::Later`] is tried again, [`MailError::Never`] waits for a person.
    async fn send(&self, letter: &Letter) -> Result<(), MailError>;

    /// Passes a message on as it is: from our own address for reports, or from nobody.
    ///
    /// # Errors
    /// [`MailError::Later`] may be tried again, [`MailError::Never`] not.
    async fn forward(&self, mail: &ForwardedMail) -> Result<(), MailError>;

    /// Removes what is kept of letters to a person, and of those that mention one.
    ///
    /// # Errors
    /// The store could not be changed.
    async fn forget(&self, person: &SealOwner) -> Result<(), MailError>;
}
