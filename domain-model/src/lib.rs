//! What this registrar knows, and the rules it keeps. Pure: no input or output, no clock, no randomness.

mod cause;
mod decide;
pub mod values;

pub use cause::{Actor, Cause, CauseError, Channel};
pub use decide::EventSourced;
