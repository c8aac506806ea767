//! What this registrar knows, and the rules it keeps. Pure: no input or output, no clock, no randomness.
//!
//! One room per aggregate, each in the same order: commands, events, refusals, the state as an enum, the
//! decisions, and how the state follows from events. Values are parsed once and then true; policies are
//! functions of dated data.

pub mod account;
pub mod adjustment;
pub mod api_application;
pub mod batch_mail;
pub mod cart;
mod cause;
pub mod contact;
pub mod contact_change;
pub mod credential;
mod decide;
pub mod disclosure_request;
pub mod domain;
pub mod drift;
mod event;
pub mod host;
pub mod invoice;
pub mod invoice_series;
pub mod mailboxes;
pub mod maintenance;
pub mod money_account;
pub mod nichandle;
pub mod obligations;
pub mod operation;
pub mod operator;
pub mod order;
pub mod payment_means;
pub mod points_account;
pub mod policy;
pub mod price_list;
pub mod redirections;
pub mod sign_in;
#[cfg(test)]
mod testing;
pub mod trade;
pub mod transfer;
pub mod values;
pub mod vote;
pub mod zone;

pub use cause::{Actor, Cause, CauseError, Channel};
pub use decide::EventSourced;
pub use event::{AGGREGATE_TYPES, Event};
