//! Batch mails from outside: taken by SMTP, LMTP, pipe and Maildir, answered by mail once, whoever is killed.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod answers;
mod erased;
mod files;
mod killed;
mod orders;
mod wire;
