//! Greetings (RFC 5730, section 2.4).

use super::Unreadable;
use crate::xml::Element;

/// What a server offers.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Greeting {
    pub languages: Vec<String>,
    pub objects: Vec<String>,
    pub extensions: Vec<String>,
}

impl Greeting {
    /// Reads a whole document.
    pub fn read(document: &str) -> Result<Self, Unreadable> {
        let root = Element::parse(document)?;
        let greeting = root.child("greeting").ok_or(Unreadable::NoResponse)?;
        let Some(menu) = greeting.child("svcMenu") else { return Ok(Self::default()) };
        let tokens = |parent: &Element, name: &str| parent.all(name).map(Element::token).collect();
        Ok(Self {
            languages: tokens(menu, "lang"),
            objects: tokens(menu, "objURI"),
            extensions: menu.child("svcExtension").map(|within| tokens(within, "extURI")).unwrap_or_default(),
        })
    }

    /// English, or the first language offered: messages are kept as they come.
    pub fn language(&self) -> &str {
        match self.languages.iter().find(|language| language.starts_with("en")) {
            Some(english) => english,
            None => self.languages.first().map_or("en", String::as_str),
        }
    }

    /// What is offered of `wanted`; all of `wanted` where the greeting names nothing at all.
    pub fn offered(offer: &[String], wanted: &[String]) -> Vec<String> {
        if offer.is_empty() {
            return wanted.to_vec();
        }
        wanted.iter().filter(|uri| offer.contains(uri)).cloned().collect()
    }
}
