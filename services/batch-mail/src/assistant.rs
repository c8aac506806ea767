//! The assistant: asks what a mail is to order, and writes it, signed (issue point "the assistant for batch mails").
//!
//! It knows no rule of its own: whatever is answered is read by the same reader as a mail that comes, and what that
//! complains of is asked again.

mod dialogue;
mod draft;
mod keys;
mod letter;
mod rehearsal;
mod sign;

pub use dialogue::{Dialogue, Interrupted, converse};
pub use draft::Draft;
pub use keys::{NewKey, new_certificate, new_pgp_key, public_pgp_key};
pub use letter::{Envelope, write};
pub use rehearsal::instruction_of;
pub use sign::{NotSigned, Signature};

#[cfg(test)]
mod tests;
