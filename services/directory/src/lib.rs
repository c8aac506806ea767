//! The public directory: RDAP over the web server, WHOIS and DAS on ports of their own.
//!
//! Three protocols, one source: every answer is made of an [`application::directory::Entry`], in which it is already
//! decided what the world may know. A protocol only writes it down.

pub mod das;
mod limits;
mod lines;
pub mod rdap;
pub mod whois;

pub use limits::{LimitSettings, Limits};
pub use lines::LineSettings;

/// Without the root's dot, which every protocol takes at the end of a name, and none needs.
fn without_root(name: &str) -> &str {
    name.strip_suffix('.').unwrap_or(name)
}
