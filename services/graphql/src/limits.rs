//! Bounds on what one request may cost.

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextParseQuery};
use async_graphql::parser::types::{Directive, ExecutableDocument, Selection, SelectionSet};
use async_graphql::{Name, Positioned, ServerError, ServerResult, Value, Variables};
use std::collections::HashMap;
use std::sync::Arc;

/// Nesting of selections.
pub const DEPTH: usize = 16;
/// Fields in all, those of lists as often as the list may be long.
pub const COMPLEXITY: usize = 20_000;
/// Directives on one field.
pub const DIRECTIVES: usize = 4;
/// Octets of a request.
pub const BODY: usize = 256 * 1024;
/// Subscriptions of one connection.
pub const SUBSCRIPTIONS: usize = 16;
/// The most rows of a page.
pub const PAGE: u32 = 200;
/// The rows of a page where nothing is said.
pub const USUAL_PAGE: u32 = 50;
/// Aliases and directives in all.
const ALIASES: usize = 60;
/// Selections once every fragment is put in its place.
const SELECTIONS: usize = 4_000;

/// How many rows a connection may have.
pub fn rows(first: Option<u32>, last: Option<u32>) -> usize {
    first.or(last).unwrap_or(USUAL_PAGE).clamp(1, PAGE) as usize
}

/// The cost of a list inside a thing.
pub fn inside(child: usize) -> usize {
    child.saturating_mul(crate::loaders::MOST_INSIDE as usize).saturating_add(1)
}

/// Refuses a document that asks for the same thing under many names, or grows without measure when its fragments are
/// put in; before anything walks it.
pub struct Documents;

impl ExtensionFactory for Documents {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Measuring)
    }
}

struct Measuring;

#[async_trait::async_trait]
impl Extension for Measuring {
    async fn parse_query(
        &self,
        ctx: &ExtensionContext<'_>,
        query: &str,
        variables: &Variables,
        next: NextParseQuery<'_>,
    ) -> ServerResult<ExecutableDocument> {
        for (name, value) in variables.iter() {
            if holds_nul(value) {
                return Err(refused(format!("${name}: the character U+0000 is part of no value")));
            }
        }
        if query.contains('\0') || query.contains("\\u0000") {
            return Err(refused("the character U+0000 is part of no value".to_owned()));
        }
        let document = next.run(ctx, query, variables).await?;
        let count = count_aliases(&document);
        if count > ALIASES {
            return Err(refused(format!("{count} aliases and directives: at most {ALIASES}")));
        }
        let mut sizes = Sizes { document: &document, known: HashMap::new() };
        let size: usize = document
            .operations
            .iter()
            .map(|(_, operation)| sizes.of(&operation.node.selection_set.node))
            .fold(0, usize::saturating_add);
        if size > SELECTIONS {
            return Err(refused(format!("the document selects more than {SELECTIONS} fields")));
        }
        Ok(document)
    }
}

fn refused(message: String) -> ServerError {
    crate::caller::coded("DOCUMENT_REFUSED", message).into_server_error(Default::default())
}

fn holds_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::List(items) => items.iter().any(holds_nul),
        Value::Object(fields) => fields.values().any(holds_nul),
        _ => false,
    }
}

fn count_aliases(document: &ExecutableDocument) -> usize {
    let operations = document
        .operations
        .iter()
        .map(|(_, operation)| operation.node.directives.len() + aliases(&operation.node.selection_set.node));
    let fragments = document.fragments.values();
    let fragments =
        fragments.map(|fragment| fragment.node.directives.len() + aliases(&fragment.node.selection_set.node));
    operations.chain(fragments).sum()
}

fn aliases(set: &SelectionSet) -> usize {
    let counted =
        |directives: &[Positioned<Directive>], inner: &SelectionSet| directives.len() + aliases(inner);
    set.items
        .iter()
        .map(|item| match &item.node {
            Selection::Field(field) => {
                let (directives, inner) = (&field.node.directives, &field.node.selection_set.node);
                usize::from(field.node.alias.is_some()) + counted(directives, inner)
            }
            Selection::InlineFragment(fragment) => {
                counted(&fragment.node.directives, &fragment.node.selection_set.node)
            }
            Selection::FragmentSpread(spread) => spread.node.directives.len(),
        })
        .sum()
}

/// The size of selections with their fragments put in, each fragment measured once. A fragment inside itself counts
/// as nothing here: the validation refuses it.
struct Sizes<'d> {
    document: &'d ExecutableDocument,
    known: HashMap<Name, usize>,
}

impl Sizes<'_> {
    fn of(&mut self, set: &SelectionSet) -> usize {
        let mut size = 0_usize;
        for item in &set.items {
            let part = match &item.node {
                Selection::Field(field) => self.of(&field.node.selection_set.node).saturating_add(1),
                Selection::InlineFragment(fragment) => self.of(&fragment.node.selection_set.node),
                Selection::FragmentSpread(spread) => self.of_fragment(&spread.node.fragment_name.node),
            };
            size = size.saturating_add(part);
        }
        size
    }

    fn of_fragment(&mut self, name: &Name) -> usize {
        if let Some(size) = self.known.get(name) {
            return *size;
        }
        self.known.insert(name.clone(), 0);
        let document = self.document;
        let size =
            document.fragments.get(name).map_or(0, |fragment| self.of(&fragment.node.selection_set.node));
        self.known.insert(name.clone(), size.saturating_add(1));
        size.saturating_add(1)
    }
}
