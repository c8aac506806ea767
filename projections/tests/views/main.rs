//! The views on a real database: histories are made by the aggregates' own decisions.

#![allow(clippy::unwrap_used, reason = "a failed expectation of a test may panic")]

mod access;
mod accounts_move;
mod books;
mod desk;
mod directory;
mod disclosing;
mod drifting;
mod flows;
mod ledger;
mod ordering;
mod owing;
mod privacy;
mod queries;
mod replays;
mod shopping;
mod sign_ins;
mod story;
mod voting;
