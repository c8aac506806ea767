//! Reads the children of an element in the order that the schema prescribes.

use super::Element;
use crate::code::{Refusal, ResultCode};

/// A cursor over the children of one element, all in one namespace.
pub struct Sequence<'a> {
    parent: &'a Element,
    namespace: &'static str,
    next: usize,
}

impl<'a> Sequence<'a> {
    pub fn new(parent: &'a Element, namespace: &'static str) -> Self {
        Self { parent, namespace, next: 0 }
    }

    /// The next child, if it has that name.
    pub fn optional(&mut self, name: &str) -> Option<&'a Element> {
        let child = self.parent.children.get(self.next)?;
        if !child.is(self.namespace, name) {
            return None;
        }
        self.next += 1;
        Some(child)
    }

    /// The next child, which must have that name: 2003 where it is absent, 2001 where it stands elsewhere.
    pub fn required(&mut self, name: &str) -> Result<&'a Element, Refusal> {
        if let Some(child) = self.optional(name) {
            return Ok(child);
        }
        if self.parent.child(self.namespace, name).is_some() {
            return Err(ResultCode::SyntaxError.because(format!("<{name}> is out of order or repeated")));
        }
        Err(ResultCode::RequiredMissing.because(format!("<{name}> is required in <{}>", self.parent.name)))
    }

    /// As many children of that name as follow each other.
    pub fn many(&mut self, name: &str) -> Vec<&'a Element> {
        std::iter::from_fn(|| self.optional(name)).collect()
    }

    /// Nothing may be left: 2001 otherwise.
    pub fn end(&self) -> Result<(), Refusal> {
        match self.parent.children.get(self.next) {
            None => Ok(()),
            Some(extra) => Err(ResultCode::SyntaxError
                .because(format!("<{}> is not expected here in <{}>", extra.name, self.parent.name))),
        }
    }
}
