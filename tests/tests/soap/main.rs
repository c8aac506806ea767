//! The resellers' SOAP door, by real clients: one story a group of functions.

mod door;
mod hosts;
mod services;
mod trades;
mod transfers;
