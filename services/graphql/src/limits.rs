//! Bounds on what one request may cost.

use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextPrepareRequest, NextRequest,
};
use async_graphql::parser::parse_query;
use async_graphql::parser::types::{Directive, ExecutableDocument, Selection, SelectionSet};
use async_graphql::{Name, Pos, Positioned, Request, Response, ServerError, ServerResult, Value};
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// Nesting of selections.
pub const DEPTH: usize = 16;
/// Fields in all, those of lists as often as the list may be long.
pub const COMPLEXITY: usize = 40_000;
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
/// Brackets inside brackets, before anything is parsed.
const NESTING: usize = 100;
/// Selections once every fragment is put in its place.
const SELECTIONS: usize = 4_000;

/// How many rows a connection may have.
pub fn rows(first: Option<u32>, last: Option<u32>) -> usize {
    first.or(last).unwrap_or(USUAL_PAGE).clamp(1, PAGE) as usize
}

/// The cost of a question to a registry: some twenty fit into one request.
pub fn question(child: usize) -> usize {
    child.saturating_add(1_900)
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
        Arc::new(Measuring::default())
    }
}

/// One request: its text is kept, so that a mistake can be told by the field that it stands in.
#[derive(Default)]
struct Measuring(OnceLock<String>);

#[async_trait::async_trait]
impl Extension for Measuring {
    async fn request(&self, ctx: &ExtensionContext<'_>, next: NextRequest<'_>) -> Response {
        let mut response = next.run(ctx).await;
        let text = self.0.get().map_or("", String::as_str);
        for error in response.errors.iter_mut().filter(|error| error.message.starts_with("Failed to parse")) {
            let field = error.locations.first().and_then(|place| name_at(text, *place));
            if let Some(field) = field {
                error.message = format!("{field}: {}", error.message);
            }
        }
        response
    }

    /// The engine walks fragments as often as they are named while it parses, so it is given what is measured already.
    async fn prepare_request(
        &self,
        ctx: &ExtensionContext<'_>,
        mut request: Request,
        next: NextPrepareRequest<'_>,
    ) -> ServerResult<Request> {
        measure_values(&request)?;
        if nesting(&request.query) > NESTING {
            return Err(refused(format!("brackets are nested more than {NESTING} times")));
        }
        let document = parse_query(&request.query)?;
        measure(&document)?;
        let _ = self.0.set(request.query.clone());
        request.set_parsed_query(document);
        next.run(ctx, request).await
    }
}

fn measure_values(request: &Request) -> ServerResult<()> {
    for (name, value) in request.variables.iter() {
        if holds_nul(value) {
            return Err(refused(format!("${name}: the character U+0000 is part of no value")));
        }
    }
    if request.query.contains('\0') || request.query.contains("\\u0000") {
        return Err(refused("the character U+0000 is part of no value".to_owned()));
    }
    Ok(())
}

fn measure(document: &ExecutableDocument) -> ServerResult<()> {
    let count = count_aliases(document);
    if count > ALIASES {
        return Err(refused(format!("{count} aliases and directives: at most {ALIASES}")));
    }
    let mut sizes = Sizes { document, known: HashMap::new() };
    let size: usize = document
        .operations
        .iter()
        .map(|(_, operation)| sizes.of(&operation.node.selection_set.node))
        .fold(0, usize::saturating_add);
    if size > SELECTIONS {
        return Err(refused(format!(
            "the document selects more than {SELECTIONS} fields, or a fragment holds itself"
        )));
    }
    Ok(())
}

/// How deep brackets are nested, outside of texts.
fn nesting(query: &str) -> usize {
    let (mut depth, mut deepest, mut in_text, mut escaped) = (0_usize, 0_usize, false, false);
    for octet in query.bytes() {
        match octet {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            _ if in_text => {}
            b'{' | b'[' | b'(' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' | b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// What stands at a place of the text: the argument whose value it is, or a field.
fn name_at(text: &str, place: Pos) -> Option<String> {
    let line = text.lines().nth(place.line.checked_sub(1)?)?;
    let part_of_name = |character: &char| character.is_ascii_alphanumeric() || *character == '_';
    let characters: Vec<char> = line.chars().collect();
    let (before, rest) = characters.split_at_checked(place.column.checked_sub(1)?)?;
    let before: String = before.iter().collect();
    let name: String = match before.trim_end().strip_suffix(':') {
        Some(before) => {
            let backwards: Vec<char> = before.trim_end().chars().rev().take_while(part_of_name).collect();
            backwards.into_iter().rev().collect()
        }
        None => rest.iter().copied().take_while(part_of_name).collect(),
    };
    (!name.is_empty()).then_some(name)
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

/// The size of selections with their fragments put in, each fragment measured once. A fragment inside itself has no
/// size that any limit allows.
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
        self.known.insert(name.clone(), usize::MAX);
        let fragment = self.document.fragments.get(name);
        let size =
            fragment.map_or(0, |fragment| self.of(&fragment.node.selection_set.node)).saturating_add(1);
        self.known.insert(name.clone(), size);
        size
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_in_texts_do_not_nest() {
        assert_eq!(nesting("{ a(b: [1, { c: 2 }]) { d } }"), 4);
        assert_eq!(nesting(r#"{ a(b: "{{{{\"{{{{") { d } }"#), 2);
        assert_eq!(nesting("}}}"), 0);
    }

    #[test]
    fn a_mistake_is_told_by_argument_or_field() {
        let text = "{\n  host(name: \"-\") { name }\n}";
        assert_eq!(name_at(text, Pos { line: 2, column: 14 }).as_deref(), Some("name"));
        assert_eq!(name_at(text, Pos { line: 2, column: 3 }).as_deref(), Some("host"));
        for (line, column) in [(0, 0), (1, 0), (9, 1), (2, 99)] {
            assert_eq!(name_at(text, Pos { line, column }), None, "{line}:{column}");
        }
    }
}
