//! What looks over all things. Apart from the list of these, for the compiler nests what stands in one list, and not without
//! end.

use super::{consequences, exports, overview, registries, search};
use async_graphql::MergedObject;

/// All of it.
#[derive(Default, MergedObject)]
pub struct Lookouts(
    overview::Desktop,
    search::Search,
    exports::Exports,
    registries::Registries,
    consequences::Consequential,
);
