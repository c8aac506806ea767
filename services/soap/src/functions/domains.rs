//! Gestion des noms de domaine.

mod change;
mod check;
mod create;
mod info;
mod prices;
mod sent;

pub(super) use change::{delete, renew, restorable, restore, update};
pub(super) use check::{check, multicheck};
pub(super) use create::create;
pub(super) use info::{info, list};
pub(super) use prices::prices;
