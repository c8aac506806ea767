//! The resellers' SOAP door, by real clients: one story a group of functions.

mod codes;
mod contacts;
mod domains;
mod door;
mod hosts;
mod moves;
mod paper;
mod premium;
mod public;
mod quick_starts;
mod served;
mod services;
mod stand_in;
mod trades;
mod transfers;
mod waps;
