//! A registry that speaks EPP over TLS (RFC 5730 to 5734, 5910, 3915, 8590, 8748, 8334), for the demo and the
//! tests. It shares no code with the registrar's own EPP client, so that each tests the other.
//!
//! [`Sandbox::start`] opens the registry of a directory and serves it; the [`Handle`] tells how to get in, moves
//! the sandbox's time, arms faults and shows objects. [`faults`] lists the labels that cause faults.
//!
//! | room | what is in it |
//! |---|---|
//! | [`server`], `session`, `frame`, `tls` | connections, login, frames, certificates |
//! | `xml`, `request`, `response` | documents to typed commands; answers to documents |
//! | [`commands`](crate::Sandbox), `settle` | pure decisions: what a command, or a moment, leads to |
//! | `state`, `store`, `engine` | objects and indexes; the log; one command after the other |
//! | [`clock`], [`config`], [`faults`] | time, policies, faults |

#[cfg(not(unix))]
compile_error!("the sandbox registry protects its files with Unix modes");

pub mod clock;
mod code;
mod commands;
pub mod config;
mod engine;
pub mod faults;
mod frame;
mod handle;
mod request;
mod response;
mod secret;
pub mod server;
mod session;
mod settle;
mod state;
mod store;
mod text_enum;
mod tls;
mod xml;

pub use clock::SandboxClock;
pub use config::{Config, DnssecForm, Periods, Prices, SessionLimits, TldPolicy};
pub use faults::{Effect, Fault, FaultId, FaultPlan};
pub use frame::FrameLimits;
pub use handle::{ActError, DomainState, OddMessage};
pub use request::Verb;
pub use secret::Secret;
pub use server::{Credentials, Handle, Sandbox, StartError};
pub use state::{
    Address, Contact, ContactRole, Disclose, Domain, DsRecord, Grace, HeldCommand, Host, KeyRecord, Life,
    Notice, NoticeExtension, ObjectKind, Phone, PollMessage, PostalForm, PostalInfo, RgpStatus, SecDns,
    Status, TransactionIds, Transfer, TransferStatus,
};
pub use store::StoreError;
pub use tls::TlsError;
