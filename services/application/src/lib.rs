//! What may be asked of the registrar, once for all doors; the processes that carry it out; and the ports that
//! adapters implement.

mod access;
mod accounts;
mod application;
mod ask;
mod availability;
mod batch;
mod billing;
mod carts;
mod checks;
mod consents;
mod consequences;
mod contact_changes;
mod contacts;
mod correspondent;
pub mod directory;
mod disclosures;
mod domains;
mod drift;
mod erasure;
mod evidence;
mod failures;
mod forms;
mod forwarding;
mod hosts;
mod jobs;
mod launch;
mod logins;
mod looks;
mod lookups;
mod mail_keys;
mod maintenance;
mod messages;
mod moves;
mod notice;
mod obligations;
mod operations;
mod orders;
mod peer;
mod poll;
pub mod ports;
mod prices;
mod quotes;
mod reactions;
mod refusal;
mod registries;
mod registry_lines;
mod rights;
mod secrets;
mod services;
mod sign_in;
mod staff;
mod time;
mod trades;
mod transfers;
mod votes;
mod work;
mod worker;

// A future that is awaited in another crate is compiled there, with all that it awaits, in every one of them. What
// others call is boxed: it is compiled here, once.
use async_recursion::async_recursion as boxed;

pub use access::{
    AccessSettings, CreateApplication, CredentialPage, CredentialPageError, IssuedApplication,
    IssuedCredential, NotProven, Proven, Quota, RequestCredential, SignedCall, Validity,
};
pub use accounts::{
    AccountSheet, Credit, NewAccount, NewAccountSettings, NewlyOpened, OpenAccount, PASSWORD_LENGTH,
    TldPrices,
};
pub use application::{Application, BankAccount, BatchSettings, Parts, Settings};
pub use ask::{Accepted, Ask, AskError, AskKey, Opened};
pub use availability::Availability;
pub use batch::{
    BatchMail, BatchMistake, BatchOutcome, BatchStatus, Call, Instruction, NameOrder, Party, ZoneEntry,
};
pub use billing::{
    Booked, Movement, Paid, PointsSettings, Purchased, SellerSettings, Sold, SoldLine, StatementSheet,
    StatementTotals, Tax, TaxBuyer,
};
pub use carts::{
    AddName, CartOffer, CartOption, CartSettings, CartSheet, CartSummary, CheckOut, CheckedOut, OpenCart,
    OrderContract, OwnerChangeOffer, Required, SummaryLine,
};
pub use consents::{ConsentEvent, ConsentLetter, ConsentParty, ConsentSheet, ConsentVote};
pub use consequences::Consequences;
pub use contact_changes::{AskContactChange, ContactChangeSettings, ServiceAccounts};
pub use contacts::{
    Confirmation, ContactFile, FieldStatus, VerificationError, VerificationMails, VerificationView,
};
pub use correspondent::Correspondent;
pub use disclosures::{FileDisclosure, GrantDisclosure};
pub use domains::{ChangeDomain, DeleteDomain, RegisterDomain, RenewDomain, RestoreDomain};
pub use drift::DecideDrift;
pub use erasure::ErasureConsequences;
pub use evidence::{Evidence, EvidenceFor, EvidenceType, LARGEST_EVIDENCE, NoEvidence};
pub use forms::{NoForm, TradeForm};
pub use forwarding::{ForwardingLimits, IncomingMail, NotForwarded};
pub use jobs::{Deadline, DisclosureNews, Errand, Job, LetterJob};
pub use launch::NameLaunch;
pub use logins::{LoginLimits, NotLoggedIn};
pub use looks::NotRecorded;
pub use mail_keys::{Certificate, KeyProblem, PgpCertificate, SigningKey};
pub use maintenance::PlanMaintenance;
pub use messages::MessageStore;
pub use moves::{MoveReseller, ResellerWish};
pub use notice::Notice;
pub use orders::{OrderSheet, OrderedLine, PayOrder, PaymentOption};
pub use peer::TrustedProxies;
pub use prices::{
    ImportRefusal, ListPreview, PriceChange, PriceMistake, PricePreview, PriceSheet, SheetRow, WhichLists,
};
pub use quotes::{EuroPrices, Quote};
pub use refusal::{ContactRole, InvoiceRefusal, NotTransferable, PriceRefusal, Refusal};
pub use registries::Registries;
pub use registry_lines::RegistryLine;
pub use rights::{LastChange, NameSheet, Right};
pub use secrets::password_matches;
pub use services::{AskedRedirection, CreateMailbox, RedirectionKind, ServeRedirection, ServiceSettings};
pub use sign_in::{
    Admitted, AdmittedAccount, DEPARTURE_LASTS, Enrolment, NotIdentified, NotSignedIn, Person, Returned,
    SecondFactorRule, SessionSheet, SignIn, SignInSettings, SignInStep, SignedIn, Visiting,
};
pub use staff::{AtWork, token_name};
pub use time::{Advance, TimeShift};
pub use trades::RequestTrade;
pub use transfers::{RequestTransfer, TransferRoles};
pub use votes::{BallotError, BallotState, BallotView, Link};
pub use worker::by_hand::ByHand;
