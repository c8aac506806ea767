//! The views: what people and doors ask about the registrar, kept beside the journal and built from it alone.
//!
//! One file a view: its table, how an event changes it, its queries. A view can be thrown away and built again at any
//! time; following live and rebuilding from the first event give the same rows, whatever the order in which the
//! streams come in. Rows are folds of single streams; whatever joins two streams is joined when it is asked for.
//!
//! Values that are sealed in the journal are stored sealed here, and opened when they are read, as far as their keys
//! still exist: an erased person is gone from every view at once.

pub mod access;
pub mod accounts;
pub mod billing;
pub mod carts;
mod check;
pub mod contact_changes;
pub mod contacts;
pub mod directory;
pub mod disclosures;
pub mod drift;
mod error;
pub mod feed;
mod fold;
pub mod history;
pub mod hosts;
pub mod ledger;
pub mod obligations;
pub mod operations;
pub mod operators;
pub mod orders;
pub mod overview;
mod page;
pub mod prices;
mod projection;
mod replay;
pub mod search;
mod services;
mod stamp;
mod views;
pub mod volumes;
pub mod votes;
pub mod whois;

// A future that is awaited in another crate is compiled there, with all that it awaits, in every one of them. What
// others call is boxed: it is compiled here, once.
use async_recursion::async_recursion as boxed;

pub use check::{Checked, Deviation, check};
pub use error::ViewError;
pub use page::{Item, MOST_ROWS, Page, Paging};
pub use projection::{Projection, View, all};
pub use replay::{Scratch, replay_until};
pub use views::{Sight, Views, Watermark};
