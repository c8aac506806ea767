//! From elements to values.

use super::argument::ArgumentError;
use super::charset;
use super::fault::Fault;
use super::limits::{DEPTH, TEXT_BYTES, VALUES};
use super::tree::{Node, Tree, unprefixed};
use super::value::{Key, Map, Value};
use super::write::allowed;
use data_encoding::BASE64;
use std::collections::HashSet;

/// Reads the values of one call, and counts what it hands out.
pub(super) struct Decoder<'a> {
    tree: &'a Tree,
    values: usize,
    text: usize,
    /// References that are being followed.
    following: Vec<usize>,
}

/// What an element is, by its type or else by its looks.
enum Shape<'a> {
    Map,
    Struct,
    /// With the type of items that have none of their own.
    List(Option<&'a str>),
    /// With the local name of its type.
    Scalar(Option<&'a str>),
}

impl<'a> Decoder<'a> {
    pub fn new(tree: &'a Tree) -> Self {
        Self { tree, values: 0, text: 0, following: vec![] }
    }

    /// The value of an element.
    ///
    /// # Errors
    /// With the path from this element inward.
    pub fn value(&mut self, place: usize) -> Result<Value, Fault> {
        self.read(place, None, 0)
    }

    fn read(&mut self, place: usize, default: Option<&str>, depth: usize) -> Result<Value, Fault> {
        let tree = self.tree;
        let node = &tree.nodes[place];
        self.values += 1;
        if self.values > VALUES {
            return Err(Fault::TooMany { limit: VALUES, what: "values" });
        }
        // References may nest deeper than elements do.
        if depth >= DEPTH {
            return Err(Fault::TooDeep { limit: DEPTH });
        }
        if let Some(href) = &node.href {
            return self.follow(node, href, depth);
        }
        let blank = node.text.trim().is_empty();
        if node.nil {
            let empty = node.children.is_empty() && blank;
            return if empty { Ok(Value::Nil) } else { Err(expected("nothing inside a nil")) };
        }
        if !node.children.is_empty() && !blank {
            return Err(expected("either text or elements"));
        }
        match self.shape(node, default) {
            Shape::Map | Shape::Struct | Shape::List(_) if !blank => Err(expected("elements and no text")),
            Shape::Map => self.map(node, depth),
            Shape::Struct => self.structure(node, depth),
            Shape::List(items) => self.list(node, items, depth),
            Shape::Scalar(_) if !node.children.is_empty() => Err(expected("a text without elements")),
            Shape::Scalar(kind) => {
                self.text += node.text.len();
                if self.text > TEXT_BYTES {
                    return Err(Fault::TooMany { limit: TEXT_BYTES, what: "bytes of text" });
                }
                scalar(kind, &node.text).map_err(Fault::Argument)
            }
        }
    }

    fn follow(&mut self, node: &Node, href: &str, depth: usize) -> Result<Value, Fault> {
        if !node.children.is_empty() || !node.text.trim().is_empty() {
            return Err(expected("nothing inside a reference"));
        }
        let Some(id) = href.strip_prefix('#') else {
            return Err(expected("a reference to an element of this message"));
        };
        let Some(&target) = self.tree.ids.get(id) else {
            return Err(expected("a reference to an id that exists"));
        };
        if self.following.contains(&target) {
            return Err(expected("a reference that does not lead back to itself"));
        }
        self.following.push(target);
        let value = self.read(target, None, depth + 1);
        self.following.pop();
        value
    }

    fn shape<'n>(&self, node: &'n Node, default: Option<&'n str>) -> Shape<'n> {
        let named = node.encoding.then_some(node.name.as_str());
        let kind = node.kind.as_deref().or(named).or(default);
        let child = |place: &usize| &self.tree.nodes[*place];
        if node.array.is_some() || kind == Some("Array") {
            let items =
                node.array.as_deref().map(|array| unprefixed(array.split('[').next().unwrap_or_default()));
            // An array of arrays says so by a second pair of brackets.
            let nested = node.array.as_deref().is_some_and(|array| array.matches('[').count() > 1);
            return Shape::List(items.filter(|_| !nested));
        }
        let keyed =
            |item: &Node| item.name == "item" && item.children.iter().any(|part| child(part).name == "key");
        if !node.children.is_empty() && node.children.iter().map(child).all(keyed) {
            return Shape::Map;
        }
        match kind {
            Some("Map") => Shape::Map,
            Some("Struct" | "SOAPStruct") => Shape::Struct,
            // Only what is known as text, number or truth may not hold elements: other types are classes.
            Some(kind) if node.children.is_empty() || is_simple(kind) => Shape::Scalar(Some(kind)),
            None if node.children.is_empty() => Shape::Scalar(None),
            _ if self.repeats(node) => Shape::List(None),
            _ => Shape::Struct,
        }
    }

    /// A list without a type: one name, again and again.
    fn repeats(&self, node: &Node) -> bool {
        let mut names = node.children.iter().map(|&place| self.tree.nodes[place].name.as_str());
        let first = names.next();
        (node.children.len() > 1 || first == Some("item")) && names.all(|name| Some(name) == first)
    }

    fn map(&mut self, node: &Node, depth: usize) -> Result<Value, Fault> {
        let tree = self.tree;
        let mut entries = Entries::default();
        for &item in &node.children {
            let parts = &tree.nodes[item].children;
            let (mut key, mut value) = (None, None);
            for &part in parts {
                match tree.nodes[part].name.as_str() {
                    "key" if key.is_none() => key = Some(part),
                    "value" if value.is_none() => value = Some(part),
                    _ => return Err(expected("items of one key and one value")),
                }
            }
            let Some(key) = key else { return Err(expected("items of one key and one value")) };
            let key = match self.read(key, None, depth + 1)? {
                Value::Int(number) => Key::Int(number),
                Value::Text(text) | Value::Number(text) => Key::Text(text),
                _ => return Err(expected("keys that are texts or whole numbers")),
            };
            let step = key.to_string();
            let value = match value {
                Some(value) => self.read(value, None, depth + 1).map_err(|fault| fault.within(&step))?,
                None => Value::Nil,
            };
            entries.add(key, value)?;
        }
        Ok(entries.map())
    }

    fn structure(&mut self, node: &Node, depth: usize) -> Result<Value, Fault> {
        let tree = self.tree;
        let mut entries = Entries::default();
        for &child in &node.children {
            let name = &tree.nodes[child].name;
            let value = self.read(child, None, depth + 1).map_err(|fault| fault.within(name))?;
            entries.add(Key::Text(name.clone()), value)?;
        }
        Ok(entries.map())
    }

    fn list(&mut self, node: &Node, default: Option<&str>, depth: usize) -> Result<Value, Fault> {
        let tree = self.tree;
        let flat = node.array.as_deref().is_none_or(|array| !array.contains(','));
        if !flat || node.sparse || node.children.iter().any(|&item| tree.nodes[item].sparse) {
            return Err(expected("an array of one dimension with all its items"));
        }
        let mut items = Vec::with_capacity(node.children.len());
        for (number, &item) in node.children.iter().enumerate() {
            items.push(
                self.read(item, default, depth + 1).map_err(|fault| fault.within(&number.to_string()))?,
            );
        }
        Ok(Value::List(items))
    }
}

/// Entries of a Map, none twice: of two passwords, none is the right one.
#[derive(Default)]
struct Entries {
    entries: Vec<(Key, Value)>,
    spelled: HashSet<String>,
}

impl Entries {
    fn add(&mut self, key: Key, value: Value) -> Result<(), Fault> {
        let step = key.to_string();
        if !self.spelled.insert(step.clone()) {
            return Err(expected("one value").within(&step));
        }
        self.entries.push((key, value));
        Ok(())
    }

    fn map(self) -> Value {
        Value::Map(self.entries.into_iter().collect::<Map>())
    }
}

fn expected(what: &'static str) -> Fault {
    Fault::Argument(ArgumentError::new(what))
}

fn is_simple(kind: &str) -> bool {
    is_whole(kind)
        || matches!(kind, "string" | "boolean" | "float" | "double" | "decimal" | "base64Binary" | "base64")
}

fn is_whole(kind: &str) -> bool {
    let kind = kind.strip_prefix("unsigned").unwrap_or(kind);
    matches!(kind.to_ascii_lowercase().as_str(), "int" | "integer" | "long" | "short" | "byte")
        || matches!(kind, "nonNegativeInteger" | "positiveInteger" | "nonPositiveInteger" | "negativeInteger")
}

fn scalar(kind: Option<&str>, text: &str) -> Result<Value, ArgumentError> {
    let kind = kind.unwrap_or("string");
    let trimmed = text.trim();
    // Clients that type by the field and not by the value send empty numbers.
    if trimmed.is_empty() && kind != "string" {
        return Ok(Value::Text(String::new()));
    }
    match kind {
        _ if is_whole(kind) => {
            let digits = trimmed.strip_prefix(['+', '-']).unwrap_or(trimmed);
            let whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            if whole { Ok(number(trimmed)) } else { Err(ArgumentError::new("a whole number")) }
        }
        "float" | "double" | "decimal" => {
            let spelled =
                |byte: u8| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'e' | b'E');
            let special = matches!(trimmed, "INF" | "-INF" | "NaN");
            let digits = trimmed.bytes().any(|byte| byte.is_ascii_digit());
            if (digits && trimmed.bytes().all(spelled)) || special {
                Ok(number(trimmed))
            } else {
                Err(ArgumentError::new("a number"))
            }
        }
        "boolean" => match trimmed {
            "true" | "1" => Ok(Value::Bool(true)),
            "false" | "0" => Ok(Value::Bool(false)),
            _ => Err(ArgumentError::new("true or false")),
        },
        "base64Binary" | "base64" => base64(trimmed).map(Value::Text),
        _ => Ok(Value::Text(text.to_owned())),
    }
}

/// An integer only if nothing of the spelling is lost by it.
fn number(spelled: &str) -> Value {
    match spelled.parse::<i64>() {
        Ok(number) if number.to_string() == spelled => Value::Int(number),
        _ => Value::Number(spelled.to_owned()),
    }
}

fn base64(text: &str) -> Result<String, ArgumentError> {
    let packed: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let octets = BASE64.decode(&packed).map_err(|_| ArgumentError::new("text in base 64"))?;
    charset::guess(octets)
        .filter(|text| text.chars().all(allowed))
        .ok_or_else(|| ArgumentError::new("text in base 64, UTF-8 or ISO-8859-1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_keeps_its_spelling() {
        let read = |kind, text| scalar(Some(kind), text).unwrap();
        assert!(read("int", " 64 ") == Value::Int(64));
        assert!(read("long", "+33147010203") == Value::Number("+33147010203".to_owned()));
        assert!(read("float", "+33.147010203") == Value::Number("+33.147010203".to_owned()));
        assert!(read("double", "5") == Value::Int(5));
        assert!(read("integer", "99999999999999999999") == Value::Number("99999999999999999999".to_owned()));
        assert!(read("int", "") == Value::from(""));
        assert!(scalar(Some("int"), "5.5").is_err() && scalar(Some("float"), "five").is_err());
        assert!(scalar(Some("float"), "-.").is_err() && scalar(Some("double"), "INF").is_ok());
    }

    #[test]
    fn base64_is_text() {
        let read = |text| scalar(Some("base64Binary"), text).ok();
        assert!(read("w4lsb8Ov c2U=") == Some(Value::from("Éloïse")));
        assert!(read("yWxv73Nl") == Some(Value::from("Éloïse")));
        assert!(read("AA==").is_none() && read("=").is_none());
    }
}
