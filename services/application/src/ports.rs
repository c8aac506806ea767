//! What the application needs of the world outside: registries, mail, time, names in the DNS.
//!
//! Adapters implement these; nothing here knows a protocol.

mod answer;
mod batch_answer;
mod claims;
mod clock;
mod disclosure_letter;
mod fees;
mod identity;
mod mailer;
mod registry;
mod registry_health;
mod resolver;

pub use answer::{
    Answer, AnswerData, ContactAtRegistry, DomainAtRegistry, HostAtRegistry, PollData, PollMessage,
    TransferAtRegistry, TransferStatus,
};
pub use batch_answer::{Asked, BatchAnswer, BatchComplaint, Thread};
pub use claims::{
    CheckedClaim, ClaimsNotice, ClaimsNoticeError, ClaimsNotices, NoClaimsNotices, TrademarkClaim,
};
pub use clock::{Clock, ManualClock, RealClock};
pub use disclosure_letter::{DisclosureLetter, DisclosureSays};
pub use fees::{CheckedName, FeeFor, SpecialFee};
pub use identity::{Departure, IdentityError, IdentityProvider};
pub use mailer::{
    AccountMove, Content, ForwardedMail, Kept, Letter, MailError, Mailer, Part, RegistrationData, VoteOutcome,
};
pub use registry::{MessageLog, RawMessage, Registry, RegistryCommand, RegistryError, TransferVerb};
pub use registry_health::RegistryHealth;
pub use resolver::{Resolver, ResolverError};
