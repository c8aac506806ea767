//! The resellers' SOAP door, by real clients: one story a group of functions.

mod contacts;
mod door;
mod hosts;
mod public;
mod waps;
