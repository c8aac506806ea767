//! Transfers: in, voted on and restarted; out, answered.

mod again;
mod inbound;
mod losing;
mod outbound;
mod voting;

pub use inbound::{RequestTransfer, TransferRoles};
