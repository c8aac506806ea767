//! A tree of elements with resolved namespaces. Reading it knows no schema, so nothing unknown can break it.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

use super::is_secret;

/// Deeper documents are refused: no answer of a registry needs it.
const DEEPEST: usize = 64;

/// Why a document cannot be read as a tree. Never repeats the document.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Malformed {
    #[error("malformed XML")]
    Syntax(#[from] quick_xml::Error),
    #[error("malformed attribute")]
    Attribute(#[from] quick_xml::events::attributes::AttrError),
    #[error("malformed text")]
    Encoding(#[from] quick_xml::encoding::EncodingError),
    #[error("a document type is not accepted")]
    DocumentType,
    #[error("an unknown entity")]
    Entity,
    #[error("too deeply nested")]
    Depth,
    #[error("an incomplete document")]
    Incomplete,
}

/// One element. Has no `Debug`: it may hold secrets and personal data.
#[derive(Default)]
pub(crate) struct Element {
    pub ns: String,
    pub name: String,
    pub children: Vec<Element>,
    attributes: Vec<(String, String)>,
    text: String,
}

impl Element {
    /// Reads a whole document and returns its root.
    pub fn parse(document: &str) -> Result<Self, Malformed> {
        let mut reader = NsReader::from_str(document);
        let mut open: Vec<Element> = Vec::new();
        loop {
            let decoder = reader.decoder();
            let (resolved, event) = reader.read_resolved_event()?;
            let closed = match event {
                Event::Start(start) => {
                    if open.len() >= DEEPEST {
                        return Err(Malformed::Depth);
                    }
                    open.push(Self::start(resolved, &start, decoder)?);
                    None
                }
                Event::Empty(start) => Some(Self::start(resolved, &start, decoder)?),
                Event::End(_) => open.pop(),
                Event::Text(text) => Self::add(&mut open, &text.xml10_content()?),
                Event::CData(text) => Self::add(&mut open, &text.xml10_content()?),
                Event::GeneralRef(entity) => Self::add(&mut open, &character(&entity)?),
                Event::DocType(_) => return Err(Malformed::DocumentType),
                Event::Eof => return Err(Malformed::Incomplete),
                Event::Decl(_) | Event::PI(_) | Event::Comment(_) => None,
            };
            if let Some(element) = closed {
                match open.last_mut() {
                    Some(parent) => parent.children.push(element),
                    None => return Ok(element),
                }
            }
        }
    }

    fn start(
        resolved: ResolveResult<'_>,
        start: &BytesStart<'_>,
        decoder: quick_xml::encoding::Decoder,
    ) -> Result<Self, Malformed> {
        let text = |octets: &[u8]| String::from_utf8_lossy(octets).into_owned();
        let ns = match resolved {
            ResolveResult::Bound(namespace) => text(namespace.into_inner()),
            ResolveResult::Unbound | ResolveResult::Unknown(_) => String::new(),
        };
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute?;
            let value = attribute.decoded_and_normalized_value(XmlVersion::Implicit1_0, decoder)?;
            attributes.push((text(attribute.key.local_name().as_ref()), value.into_owned()));
        }
        Ok(Self { ns, name: text(start.local_name().as_ref()), attributes, ..Self::default() })
    }

    fn add(open: &mut [Element], text: &str) -> Option<Element> {
        if let Some(element) = open.last_mut() {
            element.text.push_str(text);
        }
        None
    }

    /// The first child of that name, in any namespace.
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// All children of that name, in any namespace.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The first child of that name and namespace.
    pub fn child_in(&self, ns: &str, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name && child.ns == ns)
    }

    /// An attribute, whatever its prefix.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Its own text without white space around it, and single spaces within.
    pub fn token(&self) -> String {
        self.text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The token of a child, if it is there and not empty.
    pub fn token_of(&self, child: &str) -> Option<String> {
        self.child(child).map(Element::token).filter(|token| !token.is_empty())
    }

    /// All text within, but that of secrets, as one line.
    pub fn whole_text(&self) -> String {
        let own = if is_secret(self.name.as_bytes()) { String::new() } else { self.token() };
        let within =
            self.children.iter().filter(|child| !is_secret(child.name.as_bytes())).map(Element::whole_text);
        let parts: Vec<String> = std::iter::once(own).chain(within).filter(|part| !part.is_empty()).collect();
        parts.join(" ")
    }
}

/// The character that a reference stands for: a number, or one of XML's own five names.
fn character(entity: &BytesRef<'_>) -> Result<String, Malformed> {
    if let Some(character) = entity.resolve_char_ref()? {
        return Ok(character.to_string());
    }
    let name = entity.xml10_content()?;
    let text = quick_xml::escape::resolve_xml_entity(&name).ok_or(Malformed::Entity)?;
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_and_defaults_resolve_alike() {
        for document in [
            "<a xmlns='u:1'><b>x</b></a>",
            "<p:a xmlns:p='u:1'><p:b>x</p:b></p:a>",
            "<?xml version='1.0'?><!-- c --><a xmlns='u:1'><q:b xmlns:q='u:1'><![CDATA[x]]></q:b></a>",
        ] {
            let root = Element::parse(document).unwrap();
            assert_eq!((root.ns.as_str(), root.name.as_str()), ("u:1", "a"), "{document}");
            assert_eq!(root.child_in("u:1", "b").map(Element::token).as_deref(), Some("x"), "{document}");
            assert!(root.child_in("u:2", "b").is_none());
        }
    }

    #[test]
    fn references_are_read_and_white_space_collapses() {
        let root = Element::parse("<a k='&lt;1&gt;'>\n one &amp;\n  &#x41;&#66; </a>").unwrap();
        assert_eq!(root.token(), "one & AB");
        assert_eq!(root.attribute("k"), Some("<1>"));
    }

    #[test]
    fn whole_text_leaves_secrets_out() {
        let root = Element::parse("<v>see <n>a.com</n><authInfo><pw>hush</pw></authInfo></v>").unwrap();
        assert_eq!(root.whole_text(), "see a.com");
        assert_eq!(Element::parse("<pw>hush</pw>").unwrap().whole_text(), "");
    }

    #[test]
    fn what_is_not_a_document_is_refused() {
        let deep = "<a>".repeat(100);
        for document in
            ["", "text", "<a>", "<a></b>", "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>", "<a>&e;</a>", &deep]
        {
            assert!(Element::parse(document).is_err(), "{document}");
        }
    }
}
