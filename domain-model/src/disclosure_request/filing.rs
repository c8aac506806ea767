//! What a disclosure request says, and what an answer does.

use crate::policy::{PersonItem, PersonRole};
use crate::values::{
    AccountNumber, ContactLine, ContactNumber, Country, DomainName, EmailAddress, Locale, Reason,
    RegistrationNumber, Sealed, Sha256Digest,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Fields of persons, by what the person is for the name.
pub type Fields = BTreeMap<PersonRole, BTreeSet<PersonItem>>;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $variant:ident => $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$of])* #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The word in the journal, at doors and on the command line.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }

            /// Reads the word; nothing where it is none.
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.as_str() == word)
            }
        }
    };
}

words!(
    /// Who asks, as ICANN's Registration Data Request Service sorts requesters.
    RequesterKind {
        /// Police, customs, tax authorities.
        LawEnforcement => "law-enforcement",
        /// Courts, and who executes their orders.
        Judicial => "judicial",
        /// A CERT or CSIRT, a security researcher.
        Cybersecurity => "cybersecurity",
        /// A holder of rights, or who acts for one.
        IntellectualProperty => "intellectual-property",
        /// An authority for consumers.
        ConsumerProtection => "consumer-protection",
        /// Anybody else.
        Other => "other",
    }
);

words!(
    /// What a disclosure would rest on.
    LegalBasis {
        /// An order of a court that binds the registrar.
        CourtOrder => "court-order",
        /// A request under the law of criminal or administrative procedure.
        LawEnforcementRequest => "law-enforcement-request",
        /// GDPR, article 6(1)(c): a legal obligation of the registrar.
        LegalObligation => "gdpr-6-1-c",
        /// GDPR, article 6(1)(e): a task in the public interest.
        PublicTask => "gdpr-6-1-e",
        /// GDPR, article 6(1)(f): a legitimate interest, weighed against the person's.
        LegitimateInterest => "gdpr-6-1-f",
        /// NIS2, article 28(5): a legitimate access seeker's duly substantiated request.
        Nis2 => "nis2-28-5",
        /// The person agreed.
        Consent => "consent",
    }
);

words!(
    /// Why nothing is disclosed.
    RefusalReason {
        /// The name is not registered here.
        NoSuchRegistration => "no-such-registration",
        /// The registrar does not have the data.
        DataNotHeld => "data-not-held",
        /// The directory shows it already.
        AlreadyPublic => "already-public",
        /// The request rests on nothing, or not on what it says.
        LegalBasisMissing => "legal-basis-missing",
        /// Who asks is not proven.
        IdentityNotProven => "identity-not-proven",
        /// The person's interests and rights weigh more.
        InterestOverridden => "interest-overridden",
        /// More is asked for than the purpose needs.
        Disproportionate => "disproportionate",
        /// The requester did not answer.
        NoAnswer => "no-answer",
    }
);

/// Who asks.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requester {
    /// The person.
    pub name: ContactLine,
    /// The authority or company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<ContactLine>,
    /// Where the answer goes.
    pub email: EmailAddress,
    /// Where the requester is.
    pub country: Country,
}

impl std::fmt::Debug for Requester {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Requester(..)")
    }
}

/// The registration that a request is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Which.
    pub registration: RegistrationNumber,
    /// Who manages it.
    pub account: AccountNumber,
}

/// By when an answer is owed, and under which rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// When it came in.
    pub received_at: DateTime<Utc>,
    /// When the desk is reminded.
    pub remind_at: DateTime<Utc>,
    /// After this it is missed.
    pub due: DateTime<Utc>,
    /// How many days after its end the requester's data is kept.
    pub keep_days: u16,
    /// The rule that was applied: `nis2-28-5@2024-10-18`.
    pub rule: String,
}

/// A request as it was filed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filing {
    /// About which name.
    pub name: DomainName,
    /// Its registration here at that moment; none where there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Held>,
    /// Who asks.
    pub requester: Sealed<Box<Requester>>,
    /// As what.
    pub kind: RequesterKind,
    /// The language of the answer.
    pub locale: Locale,
    /// What is asked for.
    pub asked: Fields,
    /// What for, in words.
    pub purpose: Sealed<Reason>,
    /// On what it rests.
    pub basis: LegalBasis,
    /// The number of the order, the article of the law, the file number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Sealed<Reason>>,
    /// SHA-256 of the document that came with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Sha256Digest>,
    /// Life, a critical infrastructure or a child is in danger.
    pub urgent: bool,
    /// By when an answer is owed.
    pub terms: Terms,
}

/// What of a person was disclosed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disclosed {
    /// What the person is for the name.
    pub role: PersonRole,
    /// The contact.
    pub contact: ContactNumber,
    /// The number of the last event of the contact's stream then.
    pub version: u64,
    /// Which fields; those that the contact has.
    pub items: BTreeSet<PersonItem>,
    /// What was sent.
    pub copy: Sealed<BTreeMap<PersonItem, String>>,
}

/// Whether the registrant is told of a disclosure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SubjectNotice {
    /// By a letter.
    Given,
    /// Not, or not now.
    Withheld {
        /// Why: an investigation would be harmed (GDPR, article 23).
        reason: Reason,
    },
}
