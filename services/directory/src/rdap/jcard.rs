//! Contact cards as JSON (jCard, RFC 7095), as far as the response profile uses them.

use domain_model::values::Country;
use serde::ser::{SerializeMap, SerializeSeq, SerializeTuple};
use serde::{Serialize, Serializer};

/// The address of a card: the country is a parameter, as the profile asks for.
#[derive(Clone, Debug)]
pub(super) struct Address<'a> {
    pub street: &'a [String],
    pub city: &'a str,
    pub region: &'a str,
    pub postal_code: &'a str,
    pub country: Option<Country>,
}

/// A card. What is absent is not in it; `fn` always is, if only empty (RFC 6350 demands it).
#[derive(Clone, Debug, Default)]
pub(super) struct Card<'a> {
    pub name: &'a str,
    /// `individual` or `org`; nothing where that is not said.
    pub kind: Option<&'static str>,
    pub organisation: Option<&'a str>,
    pub address: Option<Address<'a>>,
    pub phone: Option<&'a str>,
    pub fax: Option<&'a str>,
    pub email: Option<&'a str>,
    pub contact_uri: Option<&'a str>,
}

/// `["name", {parameters}, "type", value]`
struct Property<P, V>(&'static str, P, &'static str, V);

impl<P: Serialize, V: Serialize> Serialize for Property<P, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut array = serializer.serialize_tuple(4)?;
        array.serialize_element(self.0)?;
        array.serialize_element(&self.1)?;
        array.serialize_element(self.2)?;
        array.serialize_element(&self.3)?;
        array.end()
    }
}

/// At most one parameter.
struct Parameter<'a>(Option<(&'static str, &'a str)>);

impl Serialize for Parameter<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(usize::from(self.0.is_some())))?;
        if let Some((name, value)) = self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

const NONE: Parameter<'static> = Parameter(None);

/// As EPP writes numbers: the dot after the country code is a visual separator (RFC 3966, section 5.1.1).
struct Tel<'a>(&'a str);

impl Serialize for Tel<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("tel:{}", self.0))
    }
}

/// Post office box, extended address, street, city, region, postal code, country name. The first two stay empty, and the
/// last one too: the country is a parameter.
struct Components<'a>(&'a Address<'a>);

impl Serialize for Components<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Address { street, city, region, postal_code, .. } = self.0;
        let mut array = serializer.serialize_tuple(7)?;
        array.serialize_element("")?;
        array.serialize_element("")?;
        match street {
            [] => array.serialize_element("")?,
            [line] => array.serialize_element(line)?,
            lines => array.serialize_element(lines)?,
        }
        for text in [city, region, postal_code] {
            array.serialize_element(text)?;
        }
        array.serialize_element("")?;
        array.end()
    }
}

struct Properties<'c, 'a>(&'c Card<'a>);

impl Serialize for Properties<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let card = self.0;
        let mut array = serializer.serialize_seq(None)?;
        array.serialize_element(&Property("version", NONE, "text", "4.0"))?;
        array.serialize_element(&Property("fn", NONE, "text", card.name))?;
        if let Some(kind) = card.kind {
            array.serialize_element(&Property("kind", NONE, "text", kind))?;
        }
        if let Some(organisation) = card.organisation {
            array.serialize_element(&Property("org", NONE, "text", organisation))?;
        }
        if let Some(address) = &card.address {
            let code = address.country.map(|country| country.to_string());
            let country = Parameter(code.as_deref().map(|code| ("cc", code)));
            array.serialize_element(&Property("adr", country, "text", Components(address)))?;
        }
        for (kind, number) in [("voice", card.phone), ("fax", card.fax)] {
            if let Some(number) = number {
                let kind = Parameter(Some(("type", kind)));
                array.serialize_element(&Property("tel", kind, "uri", Tel(number)))?;
            }
        }
        if let Some(email) = card.email {
            array.serialize_element(&Property("email", NONE, "text", email))?;
        }
        if let Some(uri) = card.contact_uri {
            array.serialize_element(&Property("contact-uri", NONE, "uri", uri))?;
        }
        array.end()
    }
}

impl Serialize for Card<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut array = serializer.serialize_tuple(2)?;
        array.serialize_element("vcard")?;
        array.serialize_element(&Properties(self))?;
        array.end()
    }
}
