//! The command line from outside: every command once with success and once refused, beside a running demo and while
//! it is stopped.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod billing;
mod desks;
mod prices;
mod shell;
mod views;
