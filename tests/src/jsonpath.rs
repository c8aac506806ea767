//! Where the paths of RDAP's redactions point.

use serde_json::{Value, json};

/// The little of JSONPath (RFC 9535) that the paths use: names, indexes, and filters on one value.
///
/// # Panics
/// The path has something else.
pub fn values_at<'d>(document: &'d Value, path: &str) -> Vec<&'d Value> {
    let mut nodes = vec![document];
    let mut rest = path.strip_prefix('$').expect("from the root");
    while !rest.is_empty() {
        if let Some(filter) = rest.strip_prefix("[?(@") {
            let (filter, behind) = filter.split_once(")]").expect("closed");
            let (inner, value) = filter.split_once("==").expect("a comparison");
            let value = json!(value.trim_matches('\''));
            let inner = format!("${inner}");
            let members = |node: &'d Value| -> Vec<&'d Value> {
                node.as_array().map(|all| all.iter().collect()).unwrap_or_default()
            };
            let is_so = |node: &&Value| values_at(node, &inner).contains(&&value);
            nodes = nodes.into_iter().flat_map(members).filter(is_so).collect();
            rest = behind;
        } else if let Some(index) = rest.strip_prefix('[') {
            let (index, behind) = index.split_once(']').expect("closed");
            let index: usize = index.parse().expect("an index");
            nodes = nodes.into_iter().filter_map(|node| node.get(index)).collect();
            rest = behind;
        } else {
            let name = rest.strip_prefix('.').expect("a name");
            let end = name.find(['.', '[']).unwrap_or(name.len());
            nodes = nodes.into_iter().filter_map(|node| node.get(&name[..end])).collect();
            rest = &name[end..];
        }
    }
    nodes
}
