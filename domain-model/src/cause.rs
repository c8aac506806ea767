//! Why an event exists: who, through which door, from where, when, in answer to what.

use crate::values::{AccountNumber, ContactNumber, OperationNumber};
use chrono::{DateTime, SecondsFormat, Utc};
use std::collections::BTreeMap;
use std::fmt;
use uuid::Uuid;

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Actor {
    /// A member of staff, by login.
    Operator(String),
    /// A reseller or customer, by account.
    Reseller(AccountNumber),
    /// The person behind a contact: a vote, a verification.
    Registrant(ContactNumber),
    /// Somebody whom only another registrar knows, who votes on a transfer in: by the transfer.
    Voter(OperationNumber),
    /// A registry, by the name of its entry in the configuration.
    Registry(String),
    /// Somebody on the web who has not said who they are: a cart before it is assigned.
    Visitor,
    /// A deadline that fell due.
    Clock,
    /// The registrar itself: first start, migration, demo samples.
    System,
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operator(login) => write!(f, "operator:{login}"),
            Self::Reseller(account) => write!(f, "reseller:{account}"),
            Self::Registrant(contact) => write!(f, "registrant:{contact}"),
            Self::Voter(transfer) => write!(f, "voter:{transfer}"),
            Self::Registry(name) => write!(f, "registry:{name}"),
            Self::Visitor => f.write_str("visitor"),
            Self::Clock => f.write_str("clock"),
            Self::System => f.write_str("system"),
        }
    }
}

impl std::str::FromStr for Actor {
    type Err = CauseError;

    fn from_str(text: &str) -> Result<Self, CauseError> {
        let wrong = || CauseError::Field("actor");
        match text.split_once(':') {
            None if text == "visitor" => Ok(Self::Visitor),
            None if text == "clock" => Ok(Self::Clock),
            None if text == "system" => Ok(Self::System),
            Some(("operator", login)) => Ok(Self::Operator(login.to_owned())),
            Some(("reseller", number)) => number.parse().map(Self::Reseller).map_err(|_| wrong()),
            Some(("registrant", number)) => number.parse().map(Self::Registrant).map_err(|_| wrong()),
            Some(("voter", number)) => number.parse().map(Self::Voter).map_err(|_| wrong()),
            Some(("registry", name)) => Ok(Self::Registry(name.to_owned())),
            _ => Err(wrong()),
        }
    }
}

/// The door it came through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Channel {
    /// The back office.
    GraphQl,
    /// `/apis.cgi`.
    Soap,
    /// `/1.0`.
    Rest,
    /// A signed batch mail.
    BatchMail,
    /// A page behind a mailed link.
    MailLink,
    /// An answer or a poll message of a registry.
    Epp,
    /// The command line.
    CommandLine,
    /// Inside: a job or a deadline.
    Internal,
}

const CHANNELS: [(Channel, &str); 8] = [
    (Channel::GraphQl, "graphql"),
    (Channel::Soap, "soap"),
    (Channel::Rest, "rest"),
    (Channel::BatchMail, "batch-mail"),
    (Channel::MailLink, "mail-link"),
    (Channel::Epp, "epp"),
    (Channel::CommandLine, "command-line"),
    (Channel::Internal, "internal"),
];

impl Channel {
    /// The word in the journal.
    pub fn as_str(self) -> &'static str {
        CHANNELS.iter().find(|(channel, _)| *channel == self).map_or("internal", |(_, word)| word)
    }

    /// Every word, in one order.
    pub fn words() -> impl Iterator<Item = &'static str> {
        CHANNELS.iter().map(|(_, word)| *word)
    }

    /// The channel of a word of the journal.
    ///
    /// # Errors
    /// It is none.
    pub fn parse(word: &str) -> Result<Self, CauseError> {
        CHANNELS
            .iter()
            .find(|(_, known)| *known == word)
            .map(|(channel, _)| *channel)
            .ok_or(CauseError::Field("channel"))
    }
}

/// The cause of an event, stored beside it in the journal's metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// Who did it.
    pub actor: Actor,
    /// The door it came through.
    pub channel: Channel,
    /// The network address it came from. Personal, so the journal seals it for the actor.
    pub address: Option<String>,
    /// When, by the registrar's clock (the demo's can be moved; `recorded_at` stays real).
    pub at: DateTime<Utc>,
    /// One customer's request and everything that followed from it.
    pub correlation: Uuid,
    /// The command that this one answers.
    pub causation: Option<Uuid>,
    /// The caller's idempotency key.
    pub key: Option<String>,
    /// Why, where a person decided.
    pub reason: Option<String>,
}

/// Metadata that is not a cause.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CauseError {
    /// A field is missing or unreadable.
    #[error("cause: `{0}` is missing or unreadable")]
    Field(&'static str),
}

impl Cause {
    /// A cause with nothing but who, where and when; a correlation of its own.
    pub fn new(actor: Actor, channel: Channel, at: DateTime<Utc>, correlation: Uuid) -> Self {
        Self { actor, channel, address: None, at, correlation, causation: None, key: None, reason: None }
    }

    /// The same request, carried on by the registrar in answer to `command`.
    #[must_use]
    pub fn followed_by(&self, actor: Actor, channel: Channel, at: DateTime<Utc>, command: Uuid) -> Self {
        Self { causation: Some(command), ..Self::new(actor, channel, at, self.correlation) }
    }

    /// With a reason that a person gave.
    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    /// From an address.
    #[must_use]
    pub fn from_address(mut self, address: impl Into<String>) -> Self {
        self.address = Some(address.into());
        self
    }

    /// The flat map of strings that the journal stores, as the framework expects it. The address is in its open
    /// form, `$open:owner:purpose:value`, which the journal seals.
    pub fn to_metadata(&self) -> BTreeMap<String, String> {
        let mut map = BTreeMap::from([
            ("actor".to_owned(), self.actor.to_string()),
            ("channel".to_owned(), self.channel.as_str().to_owned()),
            ("at".to_owned(), self.at.to_rfc3339_opts(SecondsFormat::Micros, true)),
            ("correlation".to_owned(), self.correlation.to_string()),
        ]);
        let mut put = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                map.insert(name.to_owned(), value);
            }
        };
        put("causation", self.causation.map(|id| id.to_string()));
        put("key", self.key.clone());
        put("reason", self.reason.clone());
        put(
            "address",
            self.address.as_ref().map(|address| format!("$open:{}:{address}", self.address_owner())),
        );
        map
    }

    /// Whose key seals the address: a registrant's dies with the contact, anyone else's with their account.
    fn address_owner(&self) -> String {
        match &self.actor {
            Actor::Registrant(contact) => format!("contact:{contact}:evidence"),
            Actor::Voter(transfer) => format!("transfer:{transfer}:evidence"),
            Actor::Reseller(account) => format!("account:{account}:evidence"),
            Actor::Operator(login) => format!("operator:{login}:evidence"),
            Actor::Registry(_) | Actor::Visitor | Actor::Clock | Actor::System => {
                "system:0:evidence".to_owned()
            }
        }
    }

    /// Reads what [`Cause::to_metadata`] wrote, opened or still sealed (the address then reads as absent).
    ///
    /// # Errors
    /// The first field that is missing or unreadable.
    pub fn from_metadata(map: &BTreeMap<String, String>) -> Result<Self, CauseError> {
        let field = |name: &'static str| map.get(name).ok_or(CauseError::Field(name));
        let uuid = |name: &'static str, text: &String| text.parse().map_err(|_| CauseError::Field(name));
        Ok(Self {
            actor: field("actor")?.parse()?,
            channel: Channel::parse(field("channel")?)?,
            address: map.get("address").and_then(|text| opened(text)),
            at: field("at")?.parse().map_err(|_| CauseError::Field("at"))?,
            correlation: uuid("correlation", field("correlation")?)?,
            causation: map.get("causation").map(|text| uuid("causation", text)).transpose()?,
            key: map.get("key").cloned(),
            reason: map.get("reason").cloned(),
        })
    }
}

/// `$open:kind:identity:purpose:value` → value; a sealed text → nothing; a bare one → itself.
fn opened(text: &str) -> Option<String> {
    if let Some(rest) = text.strip_prefix("$open:") {
        return rest.splitn(4, ':').nth(3).map(str::to_owned);
    }
    (!text.starts_with("$sealed:")).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_survives_the_journal() {
        let at = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let cause =
            Cause::new(Actor::Registrant(ContactNumber::new(151_049)), Channel::MailLink, at, Uuid::nil())
                .from_address("2001:db8::1")
                .because("because");
        let metadata = cause.to_metadata();
        assert_eq!(metadata["address"], "$open:contact:151049:evidence:2001:db8::1");
        assert_eq!(Cause::from_metadata(&metadata), Ok(cause));
    }

    #[test]
    fn every_actor_reads_back() {
        for actor in [
            Actor::Operator("support".into()),
            Actor::Reseller(AccountNumber::new(13_490)),
            Actor::Registrant(ContactNumber::new(1)),
            Actor::Voter(OperationNumber::new(375)),
            Actor::Registry("sandbox".into()),
            Actor::Visitor,
            Actor::Clock,
            Actor::System,
        ] {
            assert_eq!(actor.to_string().parse(), Ok(actor));
        }
        assert!("nobody".parse::<Actor>().is_err());
    }
}
