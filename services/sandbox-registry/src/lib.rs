#![doc = include_str!("../README.md")]

#[cfg(not(unix))]
compile_error!("the sandbox registry protects its files with Unix modes");

pub mod claims;
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
pub use server::{Access, Credentials, Handle, Sandbox, StartError};
pub use state::{
    Address, Contact, ContactRole, Disclose, Domain, DsRecord, Grace, HeldCommand, Host, KeyRecord, Life,
    Notice, NoticeExtension, ObjectKind, Phone, PollMessage, PostalForm, PostalInfo, RgpStatus, SecDns,
    Status, TransactionIds, Transfer, TransferStatus,
};
pub use store::StoreError;
pub use tls::TlsError;
