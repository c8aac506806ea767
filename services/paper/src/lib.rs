//! What finance files: invoices, credit notes and statements as PDF, statements as CSV too.
//!
//! Pure: a document in, bytes out. Doors hand it what the application answered; nothing here asks anything.

mod consent;
mod csv;
mod invoice;
mod layout;
mod statement;
mod words;

pub use consent::consent_pdf;
pub use csv::{Table, statement_csv};
pub use invoice::invoice_pdf;
pub use layout::PaperError;
pub use statement::statement_pdf;
