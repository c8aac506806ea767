//! Transfers: in, voted on and restarted; out, answered.

mod inbound;
mod outbound;

pub use inbound::RequestTransfer;
