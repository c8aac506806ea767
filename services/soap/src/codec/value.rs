//! The typed values of SOAP encoding.

use super::answer::Encoded;
use std::collections::HashMap;
use std::fmt;

/// A value as it was sent, or as it will be.
#[derive(Clone, PartialEq, Eq, Default)]
pub enum Value {
    /// `xsi:nil`.
    #[default]
    Nil,
    Text(String),
    Int(i64),
    Bool(bool),
    /// A number that is no [`Value::Int`] or is spelled otherwise (`+5`, `5.0`, `1e3`): its spelling, since Perl
    /// sends telephone numbers and passwords so.
    Number(String),
    Map(Map),
    List(Vec<Value>),
    /// Ours alone: what was written before.
    Encoded(Encoded),
}

/// Keys with their values, in the order of sending. No two keys are spelled alike.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Map(Vec<(Key, Value)>);

/// A key of a Map. PHP tells integers from strings; look-up by [`Map::get`] does not.
#[derive(Clone, PartialEq, Eq)]
pub enum Key {
    Int(i64),
    Text(String),
}

impl Map {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a key at the end, or gives one that is there its new value. Takes time by the number of keys: collect
    /// an iterator for long Maps.
    pub fn insert(&mut self, key: impl Into<Key>, value: impl Into<Value>) {
        let (key, value) = (key.into(), value.into());
        match self.0.iter_mut().find(|(known, _)| known.is_spelled_as(&key)) {
            Some((_, old)) => *old = value,
            None => self.0.push((key, value)),
        }
    }

    /// The value of a key, whether an integer or a string is spelled so.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.iter().find(|(known, _)| known.is(key)).map(|(_, value)| value)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&Key, &Value)> {
        self.0.iter().map(|(key, value)| (key, value))
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<K: Into<Key>, V: Into<Value>> FromIterator<(K, V)> for Map {
    /// Of two keys spelled alike, the place of the first and the value of the last stay, as in PHP.
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let pairs = pairs.into_iter();
        if pairs.size_hint().1.is_some_and(|most| most <= FEW) {
            return pairs.fold(Self(Vec::with_capacity(FEW)), |mut map, (key, value)| {
                map.insert(key, value);
                map
            });
        }
        let mut places = HashMap::new();
        let mut entries: Vec<(Key, Value)> = vec![];
        for (key, value) in pairs {
            let (key, value) = (key.into(), value.into());
            let place = *places.entry(key.to_string()).or_insert(entries.len());
            match entries.get_mut(place) {
                Some((_, old)) => *old = value,
                None => entries.push((key, value)),
            }
        }
        Self(entries)
    }
}

/// Of so many keys, looking at each is quicker than an index of them.
const FEW: usize = 32;

impl Key {
    fn is_spelled_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Key::Int(one), Key::Int(other)) => one == other,
            (key, Key::Text(text)) | (Key::Text(text), key) => key.is(text),
        }
    }

    fn is(&self, spelled: &str) -> bool {
        match self {
            Key::Text(text) => text == spelled,
            Key::Int(number) => number.to_string() == spelled,
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Key::Int(number) => write!(formatter, "{number}"),
            Key::Text(text) => formatter.write_str(text),
        }
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Key::Int(number) => write!(formatter, "{number}"),
            Key::Text(text) => write!(formatter, "{text:?}"),
        }
    }
}

/// Keys and shapes, never what is in them: any of it may be a password.
impl fmt::Debug for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Nil => formatter.write_str("Nil"),
            Value::Text(_) => formatter.write_str("Text"),
            Value::Int(_) => formatter.write_str("Int"),
            Value::Bool(_) => formatter.write_str("Bool"),
            Value::Number(_) => formatter.write_str("Number"),
            Value::Map(map) => map.fmt(formatter),
            Value::List(items) => formatter.debug_list().entries(items).finish(),
            Value::Encoded(_) => formatter.write_str("Encoded"),
        }
    }
}

impl fmt::Debug for Map {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_map().entries(self.iter()).finish()
    }
}

impl From<&str> for Key {
    fn from(text: &str) -> Self {
        Key::Text(text.to_owned())
    }
}

impl From<String> for Key {
    fn from(text: String) -> Self {
        Key::Text(text)
    }
}

impl From<i64> for Key {
    fn from(number: i64) -> Self {
        Key::Int(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Value::Int(number)
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Value::Bool(truth)
    }
}

impl From<Encoded> for Value {
    fn from(encoded: Encoded) -> Self {
        Value::Encoded(encoded)
    }
}

impl From<Map> for Value {
    fn from(map: Map) -> Self {
        Value::Map(map)
    }
}

impl<V: Into<Value>> From<Vec<V>> for Value {
    fn from(items: Vec<V>) -> Self {
        Value::List(items.into_iter().map(Into::into).collect())
    }
}

impl<V: Into<Value>> From<Option<V>> for Value {
    fn from(value: Option<V>) -> Self {
        value.map_or(Value::Nil, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_spelled_alike_are_one() {
        let mut map: Map =
            [(Key::Int(5), "a"), (Key::from("x"), "b"), (Key::from("5"), "c")].into_iter().collect();
        map.insert("x", "d");
        assert!(map == [(Key::Int(5), "c"), (Key::from("x"), "d")].into_iter().collect());
        assert!(map.get("5") == Some(&Value::from("c")));
    }

    #[test]
    fn what_is_inside_is_not_shown() {
        let map: Map = [("passwd", Value::from("secret")), ("pin", Value::from(4711))].into_iter().collect();
        assert_eq!(format!("{:?}", Value::from(map)), r#"{"passwd": Text, "pin": Int}"#);
    }
}
