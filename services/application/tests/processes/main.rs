//! The processes under failure: what may go wrong goes wrong, and the end is the same.

#![allow(clippy::unwrap_used, reason = "a failed expectation of a test may panic")]
#![allow(clippy::print_stdout, reason = "a seeded run says its seed")]

mod accounts;
mod batch;
mod batch_calls;
mod billing;
mod cart_owners;
mod carts;
mod chance;
mod contact_changes;
mod corrections;
mod end;
mod failures;
mod launch;
mod mailer;
mod messages;
mod moves;
mod paying;
mod premium;
mod prices;
mod registry;
mod resolver;
mod rules;
mod scenarios;
mod services;
mod simulation;
mod world;
