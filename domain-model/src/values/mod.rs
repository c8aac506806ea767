//! Values: parsed once, then true.

mod ids;
mod sealed;

pub use ids::{AccountNumber, ContactNumber, HostNumber, InvalidNumber, OperationNumber, RegistrationNumber};
pub use sealed::{Purpose, SealOwner, Sealed};
