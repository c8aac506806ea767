//! The door as its callers meet it, over HTTP and WebSocket, before a real application.

#![allow(clippy::unwrap_used, reason = "a failed expectation of a test may panic")]

mod billing;
mod commands;
mod disclosures;
mod loading;
mod looks;
mod mail_settings;
mod measures;
mod prices;
mod registry;
mod roles;
mod rules;
mod sessions;
mod sign_in;
mod signed_in;
mod support;
mod telling;
