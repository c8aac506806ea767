//! Reads one document into a tree, within fixed bounds and without DTD, entities or processing instructions.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{NamespaceResolver, ResolveResult};
use quick_xml::reader::NsReader;

/// Deepest accepted nesting; EPP commands need about ten.
const DEPTH: usize = 32;
/// Most elements of one document.
const ELEMENTS: usize = 10_000;
/// Most attributes of one element.
const ATTRIBUTES: usize = 32;

/// An element with its resolved namespace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    pub ns: String,
    pub name: String,
    /// Attributes without namespace declarations, by local name.
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Element>,
    /// The character data directly inside, in order.
    pub text: String,
}

/// Why a document is not accepted.
#[derive(Debug, thiserror::Error)]
pub enum XmlError {
    #[error("not UTF-8")]
    Encoding,
    #[error("not well-formed: {0}")]
    Malformed(String),
    #[error("document type declarations, entities and processing instructions are not accepted")]
    Forbidden,
    #[error("nested or sized beyond the limits")]
    Bounds,
}

impl Element {
    /// Whether this is `name` in `namespace`.
    pub fn is(&self, namespace: &str, name: &str) -> bool {
        self.name == name && self.ns == namespace
    }

    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The first child of that name.
    pub fn child(&self, namespace: &str, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.is(namespace, name))
    }

    /// The text as an XML Schema token: trimmed, inner white space collapsed.
    pub fn token(&self) -> String {
        let mut words = self.text.split_ascii_whitespace();
        let mut token = words.next().unwrap_or_default().to_owned();
        for word in words {
            token.push(' ');
            token.push_str(word);
        }
        token
    }
}

/// Parses a document.
pub fn parse(document: &[u8]) -> Result<Element, XmlError> {
    let text = std::str::from_utf8(document).map_err(|_| XmlError::Encoding)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = NsReader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    reader.config_mut().check_comments = true;
    let mut open: Vec<Element> = Vec::new();
    let mut root: Option<Element> = None;
    let mut elements = 0;
    loop {
        match reader.read_event().map_err(malformed)? {
            Event::Start(start) => {
                elements += 1;
                if open.len() >= DEPTH || elements > ELEMENTS {
                    return Err(XmlError::Bounds);
                }
                if root.is_some() {
                    return Err(XmlError::Malformed("a second root element".to_owned()));
                }
                open.push(element(&start, reader.resolver())?);
            }
            Event::End(_) => {
                let Some(done) = open.pop() else {
                    return Err(XmlError::Malformed("an end without a start".to_owned()));
                };
                match open.last_mut() {
                    Some(parent) => parent.children.push(done),
                    None => root = Some(done),
                }
            }
            Event::Text(text) => append(&mut open, &text.xml10_content().map_err(malformed)?)?,
            Event::CData(text) => append(&mut open, &text.xml10_content().map_err(malformed)?)?,
            Event::GeneralRef(reference) => {
                let resolved = match reference.resolve_char_ref().map_err(malformed)? {
                    Some(character) => character,
                    None => predefined(&reference.decode().map_err(malformed)?)?,
                };
                if !allowed(resolved) {
                    return Err(XmlError::Malformed("a character that XML does not allow".to_owned()));
                }
                append(&mut open, resolved.encode_utf8(&mut [0; 4]))?;
            }
            Event::DocType(_) | Event::PI(_) => return Err(XmlError::Forbidden),
            Event::Decl(declaration) => utf8_only(declaration.encoding())?,
            Event::Comment(_) | Event::Empty(_) => {}
            Event::Eof => break,
        }
    }
    if !open.is_empty() {
        return Err(XmlError::Malformed("an element is not closed".to_owned()));
    }
    root.ok_or_else(|| XmlError::Malformed("no root element".to_owned()))
}

fn element(start: &BytesStart<'_>, resolver: &NamespaceResolver) -> Result<Element, XmlError> {
    let (namespace, local) = resolver.resolve_element(start.name());
    let ns = match namespace {
        ResolveResult::Bound(namespace) => text(namespace.as_ref())?,
        ResolveResult::Unbound => String::new(),
        ResolveResult::Unknown(_) => return Err(XmlError::Malformed("an undeclared prefix".to_owned())),
    };
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(malformed)?;
        if attribute.key.as_namespace_binding().is_some() {
            continue;
        }
        if attributes.len() >= ATTRIBUTES {
            return Err(XmlError::Bounds);
        }
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(malformed)?;
        attributes.push((text(attribute.key.local_name().as_ref())?, value.into_owned()));
    }
    Ok(Element { ns, name: text(local.as_ref())?, attributes, children: Vec::new(), text: String::new() })
}

fn append(open: &mut [Element], characters: &str) -> Result<(), XmlError> {
    match open.last_mut() {
        Some(element) if characters.chars().all(allowed) => element.text.push_str(characters),
        Some(_) => return Err(XmlError::Malformed("a character that XML does not allow".to_owned())),
        None if characters.trim().is_empty() => {}
        None => return Err(XmlError::Malformed("text outside the root element".to_owned())),
    }
    Ok(())
}

/// The `Char` production of XML 1.0.
fn allowed(character: char) -> bool {
    !matches!(character, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

fn predefined(name: &str) -> Result<char, XmlError> {
    match name {
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "amp" => Ok('&'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        _ => Err(XmlError::Forbidden),
    }
}

fn utf8_only<E>(encoding: Option<Result<std::borrow::Cow<'_, [u8]>, E>>) -> Result<(), XmlError> {
    match encoding {
        None => Ok(()),
        Some(Ok(name)) if name.eq_ignore_ascii_case(b"utf-8") => Ok(()),
        Some(_) => Err(XmlError::Encoding),
    }
}

fn text(octets: &[u8]) -> Result<String, XmlError> {
    String::from_utf8(octets.to_vec()).map_err(|_| XmlError::Encoding)
}

fn malformed(error: impl std::fmt::Display) -> XmlError {
    XmlError::Malformed(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::Xml;
    use proptest::prelude::*;

    #[test]
    fn namespaces_are_resolved_whatever_the_prefix() {
        let one = parse(b"<a:x xmlns:a='u'><a:y k='1'> p  q </a:y></a:x>").unwrap();
        let two =
            parse(b"<?xml version='1.0' encoding='UTF-8'?><x xmlns='u'><y k='1'> p  q </y></x>").unwrap();
        assert_eq!(one, two);
        assert_eq!(one.child("u", "y").unwrap().token(), "p q");
        assert_eq!(one.child("u", "y").unwrap().attribute("k"), Some("1"));
    }

    #[test]
    fn hostile_documents_are_refused() {
        let deep = "<a>".repeat(5000);
        let wide = format!("<a>{}</a>", "<b/>".repeat(ELEMENTS + 1));
        for hostile in [
            "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>",
            "<a>&unknown;</a>",
            "<?php?><a/>",
            "<a><b></a></b>",
            "<a/><b/>",
            "<p:a/>",
            "<a>",
            "text",
            "",
            "<a>&#0;</a>",
            "<a>\u{1}</a>",
            "<?xml version='1.0' encoding='UTF-7'?><a/>",
            deep.as_str(),
            wide.as_str(),
        ] {
            assert!(parse(hostile.as_bytes()).is_err(), "{}", hostile.chars().take(60).collect::<String>());
        }
        assert!(parse(b"<a>\xff</a>").is_err());
    }

    proptest! {
        #[test]
        fn text_and_attributes_survive_writing_and_reading(value in "[^\\x00-\\x08\\x0b-\\x1f\\u{fffe}\\u{ffff}]{0,40}") {
            let mut xml = Xml::new();
            xml.open("a", &[("xmlns", "u"), ("k", &value)]);
            xml.leaf("b", &value);
            xml.close();
            let read = parse(xml.finish().as_bytes()).unwrap();
            prop_assert_eq!(&read.child("u", "b").unwrap().text, &value);
            // Attribute values are normalised: line ends and tabs become spaces.
            let normalised = value.replace(['\n', '\t'], " ");
            prop_assert_eq!(read.attribute("k"), Some(normalised.as_str()));
        }

        #[test]
        fn arbitrary_octets_never_panic(document in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = parse(&document);
        }

        #[test]
        fn arbitrary_markup_never_panics(document in "[<>a-b/&;#x0-9!\\[\\]='\" -]{0,80}") {
            let _ = parse(document.as_bytes());
        }
    }
}
