//! The resellers' SOAP door, by real clients: one story a group of functions.

mod domains;
mod door;
mod hosts;
mod trades;
mod transfers;
