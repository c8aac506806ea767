//! Bounds on what one request may cost.

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextParseQuery};
use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};
use async_graphql::{ServerError, ServerResult, Variables};
use std::sync::Arc;

/// Nesting of selections.
pub const DEPTH: usize = 16;
/// Fields in all, lists not multiplied.
pub const COMPLEXITY: usize = 2_000;
/// Aliases and directives in all.
const ALIASES: usize = 60;
/// Octets of a request.
pub const BODY: usize = 256 * 1024;

/// Refuses a document that asks for the same thing under many names.
pub struct Aliases;

impl ExtensionFactory for Aliases {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Counting)
    }
}

struct Counting;

#[async_trait::async_trait]
impl Extension for Counting {
    async fn parse_query(
        &self,
        ctx: &ExtensionContext<'_>,
        query: &str,
        variables: &Variables,
        next: NextParseQuery<'_>,
    ) -> ServerResult<ExecutableDocument> {
        let document = next.run(ctx, query, variables).await?;
        let operations = document.operations.iter().map(|(_, operation)| &operation.node.selection_set.node);
        let fragments = document.fragments.values().map(|fragment| &fragment.node.selection_set.node);
        let count: usize = operations.chain(fragments).map(aliases).sum();
        if count > ALIASES {
            return Err(ServerError::new(format!("{count} aliases and directives: at most {ALIASES}"), None));
        }
        Ok(document)
    }
}

fn aliases(set: &SelectionSet) -> usize {
    set.items
        .iter()
        .map(|item| match &item.node {
            Selection::Field(field) => {
                usize::from(field.node.alias.is_some())
                    + field.node.directives.len()
                    + aliases(&field.node.selection_set.node)
            }
            Selection::InlineFragment(fragment) => {
                fragment.node.directives.len() + aliases(&fragment.node.selection_set.node)
            }
            Selection::FragmentSpread(spread) => spread.node.directives.len(),
        })
        .sum()
}
