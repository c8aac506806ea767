//! What may be asked of the registrar, once for all doors.

pub mod ports;
