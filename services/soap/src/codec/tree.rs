//! Reads one message into a flat tree, within bounds.

use super::fault::Fault;
use super::limits::{ATTRIBUTE_BYTES, ATTRIBUTES, DEPTH, ELEMENTS, NAME_BYTES};
use super::write::{ENCODING, SOAP_11, allowed};
use quick_xml::XmlVersion;
use quick_xml::escape::unescape;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::{NamespaceResolver, ResolveResult};
use quick_xml::reader::NsReader;
use std::collections::HashMap;

/// Nesting down to which namespaces are kept: envelope, body, call.
const NAMED: usize = 2;

/// An element. Nodes refer to each other by their place in [`Tree::nodes`].
#[derive(Default)]
pub(super) struct Node {
    /// The local name.
    pub name: String,
    /// Kept of the outermost three levels only.
    pub namespace: String,
    /// In SOAP's encoding namespace, where the element's name is its type.
    pub encoding: bool,
    /// The local name of `xsi:type`.
    pub kind: Option<String>,
    /// `xsi:nil`.
    pub nil: bool,
    /// `SOAP-ENC:arrayType`.
    pub array: Option<String>,
    /// Some items of an array are left out (SOAP 1.1 § 5.4.2).
    pub sparse: bool,
    pub href: Option<String>,
    pub has_id: bool,
    /// A header that must be understood by us.
    pub demanding: bool,
    pub text: String,
    pub children: Vec<usize>,
}

pub(super) struct Tree {
    /// Never empty; the first is the root.
    pub nodes: Vec<Node>,
    pub ids: HashMap<String, usize>,
}

/// Reads a message.
///
/// # Errors
/// Whatever is malformed, forbidden or beyond the limits.
pub(super) fn read(text: &str) -> Result<Tree, Fault> {
    let mut reader = NsReader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    reader.config_mut().check_comments = true;
    let mut tree = Tree { nodes: vec![], ids: HashMap::new() };
    let mut open: Vec<usize> = vec![];
    loop {
        let first = reader.buffer_position() == 0;
        let event = reader.read_event();
        let at = reader.buffer_position().max(reader.error_position());
        // The reader's own words may repeat a piece of the message.
        match event
            .map_err(|_| Fault::Malformed { at, what: "tags, references or namespaces are not in order" })?
        {
            Event::Start(start) => {
                let place = tree.nodes.len();
                room_for(&tree, &open, at)?;
                let node = tree.node(&start, reader.resolver(), open.len(), at)?;
                tree.nodes.push(node);
                if let Some(&parent) = open.last() {
                    tree.nodes[parent].children.push(place);
                }
                open.push(place);
            }
            Event::End(_) => drop(open.pop()),
            Event::Text(text) => {
                tree.append(&open, &text.xml10_content().map_err(|_| Fault::Characters)?, at)?
            }
            Event::CData(_) if open.is_empty() => return Err(OUTSIDE.at(at)),
            Event::CData(text) => {
                tree.append(&open, &text.xml10_content().map_err(|_| Fault::Characters)?, at)?
            }
            Event::GeneralRef(_) if open.is_empty() => return Err(OUTSIDE.at(at)),
            Event::GeneralRef(reference) => {
                let character = resolved(&reference, at)?;
                tree.append(&open, character.encode_utf8(&mut [0; 4]), at)?;
            }
            Event::DocType(_) => return Err(Fault::Forbidden { what: "document type declarations" }),
            Event::PI(_) => return Err(Fault::Forbidden { what: "processing instructions" }),
            Event::Decl(_) if !first => {
                return Err(What("an XML declaration stands elsewhere than first").at(at));
            }
            Event::Decl(_) | Event::Comment(_) | Event::Empty(_) => {}
            Event::Eof if !open.is_empty() => {
                return Err(Fault::Malformed { at, what: "an element is not closed" });
            }
            Event::Eof if tree.nodes.is_empty() => {
                return Err(Fault::Malformed { at, what: "there is no element" });
            }
            Event::Eof => return Ok(tree),
        }
    }
}

/// What is wrong, before it is known where.
struct What(&'static str);

const OUTSIDE: What = What("text stands outside the envelope");
const CHARACTER: What = What("a character that XML does not allow");
const ATTRIBUTE: What = What("an attribute is not in order");

impl What {
    fn at(&self, at: u64) -> Fault {
        Fault::Malformed { at, what: self.0 }
    }
}

fn room_for(tree: &Tree, open: &[usize], at: u64) -> Result<(), Fault> {
    if open.is_empty() && !tree.nodes.is_empty() {
        return Err(What("a second root element").at(at));
    }
    if open.len() >= DEPTH {
        return Err(Fault::TooDeep { limit: DEPTH });
    }
    if tree.nodes.len() >= ELEMENTS {
        return Err(Fault::TooMany { limit: ELEMENTS, what: "elements" });
    }
    Ok(())
}

impl Tree {
    fn node(
        &mut self,
        start: &BytesStart<'_>,
        resolver: &NamespaceResolver,
        depth: usize,
        at: u64,
    ) -> Result<Node, Fault> {
        let (namespace, local) = resolver.resolve_element(start.name());
        let namespace = match namespace {
            ResolveResult::Bound(namespace) => namespace.into_inner(),
            ResolveResult::Unbound => b"",
            ResolveResult::Unknown(_) => return Err(What("a prefix is not declared").at(at)),
        };
        if namespace.len() > ATTRIBUTE_BYTES {
            return Err(Fault::TooMany { limit: ATTRIBUTE_BYTES, what: "bytes in one attribute" });
        }
        let mut node = Node {
            name: name(local.into_inner()).ok_or_else(|| What("an element's name is not in order").at(at))?,
            encoding: namespace == ENCODING.as_bytes(),
            ..Node::default()
        };
        if depth <= NAMED {
            // The resolver keeps what is between the quotes.
            let written = std::str::from_utf8(namespace).map_err(|_| Fault::Characters)?;
            node.namespace = unescape(written).map_err(|_| ATTRIBUTE.at(at))?.into_owned();
        }
        let (mut must_understand, mut elsewhere) = (false, false);
        for (counted, attribute) in start.attributes().enumerate() {
            let attribute = attribute.map_err(|_| ATTRIBUTE.at(at))?;
            if counted >= ATTRIBUTES {
                return Err(Fault::TooMany { limit: ATTRIBUTES, what: "attributes of one element" });
            }
            let value = value(&attribute, at)?;
            if attribute.key.as_namespace_binding().is_some() {
                continue;
            }
            let (namespace, local) = resolver.resolve_attribute(attribute.key);
            match (family(&namespace, at)?, local.into_inner()) {
                (Family::Instance, b"type") => node.kind = Some(unprefixed(&value).to_owned()),
                (Family::Instance, b"nil" | b"null") => node.nil = matches!(value.trim(), "true" | "1"),
                (Family::Encoding, b"arrayType") => node.array = Some(value),
                (Family::Encoding, b"position" | b"offset") => node.sparse = true,
                (Family::Envelope, b"mustUnderstand") => {
                    must_understand = matches!(value.trim(), "1" | "true")
                }
                (Family::Envelope, b"actor") => elsewhere = !value.is_empty() && value != NEXT,
                (Family::None, b"href") => node.href = Some(value),
                (Family::None, b"id") => {
                    node.has_id = true;
                    if self.ids.insert(value, self.nodes.len()).is_some() {
                        return Err(Fault::Envelope { what: "gives two elements one id" });
                    }
                }
                _ => {}
            }
        }
        node.demanding = must_understand && !elsewhere;
        Ok(node)
    }

    fn append(&mut self, open: &[usize], characters: &str, at: u64) -> Result<(), Fault> {
        if !characters.chars().all(allowed) {
            return Err(CHARACTER.at(at));
        }
        match open.last() {
            Some(&place) => self.nodes[place].text.push_str(characters),
            None if characters.trim().is_empty() => {}
            None => return Err(OUTSIDE.at(at)),
        }
        Ok(())
    }
}

/// SOAP 1.1 § 4.2.2: whoever receives it is meant.
const NEXT: &str = "http://schemas.xmlsoap.org/soap/actor/next";

enum Family {
    None,
    Envelope,
    Encoding,
    /// XML Schema's instance namespace, of whichever year.
    Instance,
    Other,
}

fn family(namespace: &ResolveResult<'_>, at: u64) -> Result<Family, Fault> {
    let namespace = match namespace {
        ResolveResult::Unbound => return Ok(Family::None),
        ResolveResult::Unknown(_) => return Err(What("a prefix is not declared").at(at)),
        ResolveResult::Bound(namespace) => namespace.as_ref(),
    };
    Ok(match namespace {
        _ if namespace == SOAP_11.as_bytes() => Family::Envelope,
        _ if namespace == ENCODING.as_bytes() => Family::Encoding,
        b"http://www.w3.org/2001/XMLSchema-instance"
        | b"http://www.w3.org/2000/10/XMLSchema-instance"
        | b"http://www.w3.org/1999/XMLSchema-instance" => Family::Instance,
        _ => Family::Other,
    })
}

fn value(attribute: &Attribute<'_>, at: u64) -> Result<String, Fault> {
    if attribute.value.len() > ATTRIBUTE_BYTES {
        return Err(Fault::TooMany { limit: ATTRIBUTE_BYTES, what: "bytes in one attribute" });
    }
    let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| ATTRIBUTE.at(at))?;
    if attribute.value.contains(&b'<') {
        return Err(ATTRIBUTE.at(at));
    }
    if value.chars().all(allowed) { Ok(value.into_owned()) } else { Err(CHARACTER.at(at)) }
}

fn resolved(reference: &BytesRef<'_>, at: u64) -> Result<char, Fault> {
    let character = match reference.resolve_char_ref().map_err(|_| CHARACTER.at(at))? {
        Some(character) => character,
        None => match &**reference {
            b"lt" => '<',
            b"gt" => '>',
            b"amp" => '&',
            b"quot" => '"',
            b"apos" => '\'',
            _ => return Err(Fault::Forbidden { what: "entities other than XML's own five" }),
        },
    };
    if allowed(character) { Ok(character) } else { Err(CHARACTER.at(at)) }
}

/// A local name, which the XML reader does not check. Beyond ASCII everything passes: none of it is markup.
fn name(octets: &[u8]) -> Option<String> {
    let (first, rest) = octets.split_first()?;
    let start = |byte: &u8| byte.is_ascii_alphabetic() || *byte == b'_' || !byte.is_ascii();
    let fits = start(first)
        && rest.iter().all(|byte| start(byte) || byte.is_ascii_digit() || matches!(byte, b'-' | b'.'))
        && octets.len() <= NAME_BYTES;
    let name = std::str::from_utf8(octets).ok().filter(|name| fits && name.chars().all(allowed))?;
    Some(name.to_owned())
}

/// The local part of a qualified name in a value. Its namespace is not looked at: it is Perl's, PHP's, Apache's or
/// XML Schema's of some year, and the local names do not collide.
pub(super) fn unprefixed(name: &str) -> &str {
    let name = name.trim();
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}
