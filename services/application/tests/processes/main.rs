//! The processes under failure: what may go wrong goes wrong, and the end is the same.

mod chance;
mod end;
mod failures;
mod mailer;
mod messages;
mod registry;
mod rules;
mod scenarios;
mod simulation;
mod world;
