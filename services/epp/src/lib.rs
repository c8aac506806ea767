//! EPP (RFC 5730 to 5734): the adapter that implements the application's `Registry` port.
//!
//! One [`EppRegistry`] speaks to one registry through a pool of TLS sessions, each with one command in flight.
//! Requests are the types of `instant-epp` where it has them; session and reader are our own, because an answer
//! must never be lost to an extension, a message or a result code that we do not know, and because after any
//! doubt (a time-out, a dropped future, a foreign transaction id) a connection is closed, never used again.
//!
//! ```text
//! registry  the port: commands in, answers out; restore in two steps, poll
//! pool      sessions: lending, opening with back-off, keep-alive, pace, status
//! session   one connection: TLS, greeting, login, one exchange at a time
//! request   commands to XML            response  XML to answers
//! xml       lenient tree, writer, blanking of secrets
//! raw_log   raw messages on their way to the MessageLog
//! ```
//!
//! Not here yet: registries' own extensions such as AFNIC's; they belong into `request`, beside `secdns`, `fees` and
//! `launch`.

mod backoff;
mod config;
mod keep_alive;
mod pace;
mod pool;
mod raw_log;
mod registry;
mod request;
mod response;
mod restore;
mod session;
mod tls;
mod xml;

pub use config::{EppConfig, EppError, Limits, Services, Timeouts};
pub use pool::Status;
pub use registry::EppRegistry;
