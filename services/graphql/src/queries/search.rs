//! One box for everything.

use crate::caller::{application, coded, sight};
use crate::looks;
use crate::payload::view_failure;
use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use projections::Sight;
use projections::search::{Hit, HitKind, MOST_HITS};

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "HitKind")]
pub enum SearchKind {
    /// A name.
    Domain,
    /// A contact.
    Contact,
    /// An account.
    Account,
    /// A host.
    Host,
    /// An operation.
    Operation,
    /// An order.
    Order,
    /// An invoice or a credit note.
    Invoice,
    /// A change of the owner.
    Trade,
    /// A transfer in either direction.
    Transfer,
    /// A change of an account of a service.
    ContactChange,
    /// A request for data that the directory does not show.
    Disclosure,
}

/// Something that answers to a text.
#[derive(SimpleObject)]
pub struct SearchHit {
    /// What.
    kind: SearchKind,
    /// Its name, in A-labels, or its number.
    key: String,
    /// How people call it: a name in U-labels, a handle, what an operation does.
    title: String,
    /// Whose it is, what it is about.
    subtitle: Option<String>,
    /// How it stands, in the word of its list.
    state: Option<String>,
}

impl From<Hit> for SearchHit {
    fn from(hit: Hit) -> Self {
        let Hit { kind, key, title, subtitle, state } = hit;
        Self { kind: kind.into(), key, title, subtitle, state }
    }
}

/// The box.
#[derive(Default)]
pub struct Search;

#[Object(name = "SearchQueries")]
impl Search {
    /// What answers to a text, best guesses first: names by their beginning or a part, in A-labels or U-labels; handles,
    /// nichandles and hosts by their beginning; numbers and invoices; a whole e-mail address, for roles that see personal
    /// data, and then every contact that is found is a recorded look.
    #[graphql(complexity = "50 + child_complexity * first.clamp(1, MOST_HITS) as usize")]
    async fn search(
        &self,
        ctx: &Context<'_>,
        text: String,
        #[graphql(default = 20, desc = "1 to 50.")] first: u32,
    ) -> Result<Vec<SearchHit>> {
        let sight = sight(ctx)?;
        if !(1..=MOST_HITS).contains(&first) {
            return Err(coded("BAD_PAGE", format!("first: 1 to {MOST_HITS} are expected")));
        }
        let address = text.contains('@');
        if address && sight == Sight::Closed {
            return Err(coded("FORBIDDEN", "text: an e-mail address needs a role that sees personal data"));
        }
        let hits = application(ctx).views().search(&text, first).await.map_err(view_failure)?;
        if address {
            hits.iter().for_each(|hit| looks::at(ctx, format!("contact/{}", hit.key)));
        }
        Ok(hits.into_iter().map(SearchHit::from).collect())
    }
}
