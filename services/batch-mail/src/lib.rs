//! The batch-mail door: signed `text/plain` mails that order names and call functions (`batch-mail.txt`,
//! `prepaid-points.txt`), taken over SMTP, LMTP, a pipe or a Maildir, and answered by mail.

mod answer;
pub mod assistant;
mod authentication;
pub mod complaint;
pub mod consider;
mod desk;
pub mod language;
pub mod message;
pub mod smtp;

pub use desk::{Desk, DeskSettings, Finished};
