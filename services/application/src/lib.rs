//! What may be asked of the registrar, once for all doors; the processes that carry it out; and the ports that
//! adapters implement.

mod accounts;
mod application;
mod ask;
mod checks;
mod contacts;
mod domains;
mod erasure;
mod hosts;
mod jobs;
mod looks;
mod lookups;
mod messages;
mod obligations;
mod operations;
mod poll;
pub mod ports;
mod reactions;
mod refusal;
mod registries;
mod secrets;
mod staff;
mod time;
mod trades;
mod transfers;
mod votes;
mod work;
mod worker;

pub use accounts::OpenAccount;
pub use application::{Application, Parts, Settings};
pub use ask::{Accepted, Ask, AskError, AskKey, Opened};
pub use domains::{ChangeDomain, DeleteDomain, RegisterDomain, RenewDomain, RestoreDomain};
pub use erasure::ErasureConsequences;
pub use jobs::{Deadline, Errand, Job, LetterJob};
pub use looks::NotRecorded;
pub use messages::MessageStore;
pub use refusal::{ContactRole, NotTransferable, Refusal};
pub use registries::Registries;
pub use secrets::password_matches;
pub use staff::{AtWork, token_name};
pub use time::{Advance, TimeShift};
pub use trades::RequestTrade;
pub use transfers::RequestTransfer;
pub use votes::{BallotError, BallotState, BallotView, Link};
pub use worker::by_hand::ByHand;
