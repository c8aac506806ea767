//! The door as its callers meet it, over HTTP and WebSocket, before a real application.

#![allow(clippy::unwrap_used, reason = "a failed expectation of a test may panic")]

mod auditing;
mod billing;
mod commands;
mod deciding;
mod disclosures;
mod dossiers;
mod endings;
mod evidence;
mod loading;
mod looks;
mod mail_settings;
mod many;
mod measures;
mod overview;
mod prices;
mod registry;
mod reseller;
mod resellers_own;
mod resellers_people;
mod roles;
mod rules;
mod search;
mod sessions;
mod sign_in;
mod signed_in;
mod support;
mod tables;
mod telling;
mod vouched;
