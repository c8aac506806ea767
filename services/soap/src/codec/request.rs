//! A call, out of its envelope.

use super::argument::Argument;
use super::charset;
use super::decode::Decoder;
use super::fault::Fault;
use super::limits::BYTES;
use super::tree::{self, Node, Tree};
use super::value::Value;
use super::write::SOAP_11;

/// What is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    function: String,
    namespace: String,
}

/// A call with its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub call: Call,
    /// In the order of sending: the paper's functions know them by place.
    pub arguments: Vec<Value>,
}

impl Call {
    /// The name of the function: an XML name.
    pub fn function(&self) -> &str {
        &self.function
    }

    /// The namespace in which it was called, possibly empty. Answers use it.
    pub fn namespace(&self) -> &str {
        &self.namespace
    }
}

impl Request {
    /// Reads a message; `content_type` is HTTP's header of that name.
    ///
    /// # Errors
    /// A [`Fault`] to be sent back: see [`super::limits`] for what is too much.
    pub fn parse(message: &[u8], content_type: Option<&str>) -> Result<Self, Fault> {
        if message.len() > BYTES {
            return Err(Fault::TooLarge { limit: BYTES });
        }
        let text = charset::decode(message, content_type)?;
        let tree = tree::read(&text)?;
        let body = body(&tree)?;
        let call = &tree.nodes[call(&tree, body)?];
        if call.namespace == SOAP_11 {
            return Err(Fault::Envelope { what: "holds no call" });
        }
        if call.href.is_some() || !call.text.trim().is_empty() {
            return Err(Fault::Envelope {
                what: "holds a call with text or a reference in place of arguments",
            });
        }
        let mut decoder = Decoder::new(&tree);
        let mut arguments = Vec::with_capacity(call.children.len());
        for (number, &place) in (1..).zip(&call.children) {
            let value = decoder.value(place).map_err(|fault| fault.within(&format!("argument {number}")))?;
            arguments.push(value);
        }
        let call = Call { function: call.name.clone(), namespace: call.namespace.clone() };
        Ok(Self { call, arguments })
    }

    /// The argument in a place, counted from 0, under the name that a refusal should give it.
    pub fn argument(&self, place: usize, name: &str) -> Argument<'_> {
        Argument::new(name, self.arguments.get(place))
    }
}

fn is(node: &Node, name: &str) -> bool {
    node.name == name && node.namespace == SOAP_11
}

/// The children of the body.
fn body(tree: &Tree) -> Result<&[usize], Fault> {
    let envelope = &tree.nodes[0];
    if !is(envelope, "Envelope") {
        return Err(if envelope.name == "Envelope" {
            Fault::Version
        } else {
            Fault::Envelope { what: "is missing" }
        });
    }
    let mut parts = envelope.children.iter().map(|&place| &tree.nodes[place]);
    let mut part = parts.next();
    if let Some(header) = part.filter(|part| is(part, "Header")) {
        let demanding = header.children.iter().map(|&place| &tree.nodes[place]).find(|entry| entry.demanding);
        if let Some(entry) = demanding {
            return Err(Fault::MustUnderstand { name: entry.name.clone() });
        }
        part = parts.next();
    }
    match part {
        Some(body) if is(body, "Body") && !parts.any(|part| is(part, "Body")) => Ok(&body.children),
        _ => Err(Fault::Envelope { what: "holds no body, or not one" }),
    }
}

/// The call stands first; beside it may stand what it refers to.
fn call(tree: &Tree, body: &[usize]) -> Result<usize, Fault> {
    let (&call, others) = body.split_first().ok_or(Fault::Envelope { what: "holds no call" })?;
    if others.iter().all(|&place| tree.nodes[place].has_id) {
        Ok(call)
    } else {
        Err(Fault::Envelope { what: "holds more than one call" })
    }
}
