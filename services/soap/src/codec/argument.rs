//! Reading arguments as leniently as the paper's clients need.

use super::value::{Key, Map, Value};
use std::borrow::Cow;

/// Bytes of one step of a path that a refusal repeats.
const STEP: usize = 64;

/// An argument, or a part of one, with the path to it.
///
/// A text may come as a number and a number as a text; nil, `""` and an empty array all mean "nothing", and
/// [`Argument::is_sent`] tells those from what is not there at all (an empty `dsrecords` removes what is set, an
/// absent one keeps it).
#[derive(Clone, Debug)]
pub struct Argument<'a> {
    path: String,
    value: Option<&'a Value>,
}

/// What does not fit, and where: `array_domain.dsrecords.1234.algds: a whole number is expected`. It never holds
/// what was sent instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {expected} is expected")]
pub struct ArgumentError {
    /// Names and keys from the outermost inward, joined by dots.
    pub path: String,
    /// What would have fitted, in words.
    pub expected: &'static str,
}

impl ArgumentError {
    pub(super) fn new(expected: &'static str) -> Self {
        Self { path: String::new(), expected }
    }

    /// The same, one step further out.
    pub(super) fn within(mut self, step: &str) -> Self {
        self.path = join(shortened(step), &self.path);
        self
    }
}

impl<'a> Argument<'a> {
    pub(crate) fn new(name: &str, value: Option<&'a Value>) -> Self {
        Self { path: name.to_owned(), value }
    }

    /// Names and keys from the outermost inward, joined by dots.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Whether something was sent in this place, be it only `""`. Nil is nothing.
    pub fn is_sent(&self) -> bool {
        !matches!(self.value, None | Some(Value::Nil))
    }

    /// Whether nothing is in this place: not sent, nil, `""`, or an array without entries.
    pub fn is_blank(&self) -> bool {
        match self.value {
            None | Some(Value::Nil) => true,
            Some(Value::Text(text)) => text.is_empty(),
            Some(Value::Map(map)) => map.is_empty(),
            Some(Value::List(items)) => items.is_empty(),
            Some(_) => false,
        }
    }

    /// The text as sent, white space included; numbers as spelled, true as `1`, false as `0`. `None` when blank.
    ///
    /// # Errors
    /// A Map or a list.
    pub fn text(&self) -> Result<Option<Cow<'a, str>>, ArgumentError> {
        if self.is_blank() {
            return Ok(None);
        }
        match self.value {
            Some(Value::Text(text) | Value::Number(text)) => Ok(Some(Cow::Borrowed(text))),
            Some(Value::Int(number)) => Ok(Some(Cow::Owned(number.to_string()))),
            Some(Value::Bool(truth)) => Ok(Some(Cow::Borrowed(if *truth { "1" } else { "0" }))),
            _ => Err(self.expected("a text")),
        }
    }

    /// The text, which must be there.
    ///
    /// # Errors
    /// As [`Argument::text`], and a blank.
    pub fn required_text(&self) -> Result<Cow<'a, str>, ArgumentError> {
        self.text()?.ok_or_else(|| self.expected("a text"))
    }

    /// The whole number: an integer, or a text or decimal that spells one (`5`, ` +5 `, `5.0`). `None` when blank.
    ///
    /// # Errors
    /// Anything else, and numbers beyond 64 bits.
    pub fn int(&self) -> Result<Option<i64>, ArgumentError> {
        if self.is_blank() {
            return Ok(None);
        }
        let number = match self.value {
            Some(Value::Int(number)) => Some(*number),
            Some(Value::Bool(truth)) => Some(i64::from(*truth)),
            Some(Value::Text(text) | Value::Number(text)) => whole(text),
            _ => None,
        };
        number.map(Some).ok_or_else(|| self.expected("a whole number"))
    }

    /// The whole number, which must be there.
    ///
    /// # Errors
    /// As [`Argument::int`], and a blank.
    pub fn required_int(&self) -> Result<i64, ArgumentError> {
        self.int()?.ok_or_else(|| self.expected("a whole number"))
    }

    /// `yes` or `no`, as the paper's arrays have it, also `1`, `0`, `true`, `false`. `None` when blank.
    ///
    /// # Errors
    /// Anything else.
    pub fn truth(&self) -> Result<Option<bool>, ArgumentError> {
        const EXPECTED: &str = "yes or no";
        let Some(text) = self.text().map_err(|_| self.expected(EXPECTED))? else { return Ok(None) };
        match text.trim().to_ascii_lowercase().as_str() {
            "yes" | "true" | "1" => Ok(Some(true)),
            "no" | "false" | "0" => Ok(Some(false)),
            _ => Err(self.expected(EXPECTED)),
        }
    }

    /// One field of a Map. A blank has no fields.
    ///
    /// # Errors
    /// No Map: a text, a number, a list with entries.
    pub fn field(&self, key: &str) -> Result<Argument<'a>, ArgumentError> {
        let value = self.map()?.and_then(|map| map.get(key));
        Ok(self.inside(key, value))
    }

    /// The keys of a Map with their values, in order; those of a list are 0, 1, 2 … (PHP sends an array whose keys
    /// happen to be so as a list). A blank has none.
    ///
    /// # Errors
    /// A text or a number.
    pub fn entries(&self) -> Result<Vec<(Key, Argument<'a>)>, ArgumentError> {
        if let Some(Value::List(items)) = self.value {
            let numbered = (0_i64..).zip(items);
            return Ok(numbered
                .map(|(n, item)| (Key::Int(n), self.inside(&n.to_string(), Some(item))))
                .collect());
        }
        let entry =
            |(key, value): (&Key, &'a Value)| (key.clone(), self.inside(&key.to_string(), Some(value)));
        Ok(self.map()?.into_iter().flat_map(Map::iter).map(entry).collect())
    }

    /// The items of a list, or the values of a Map whose keys are integers. A blank has none.
    ///
    /// # Errors
    /// A text, a number, or a Map with other keys.
    pub fn items(&self) -> Result<Vec<Argument<'a>>, ArgumentError> {
        let entries = self.entries().map_err(|_| self.expected("a list"))?;
        let numbered = |key: &Key| match key {
            Key::Int(_) => true,
            Key::Text(text) => text.parse::<i64>().is_ok(),
        };
        if !entries.iter().all(|(key, _)| numbered(key)) {
            return Err(self.expected("a list"));
        }
        Ok(entries.into_iter().map(|(_, item)| item).collect())
    }

    /// This argument does not fit: `expected` completes "… is expected".
    pub fn expected(&self, expected: &'static str) -> ArgumentError {
        ArgumentError { path: self.path.clone(), expected }
    }

    fn map(&self) -> Result<Option<&'a Map>, ArgumentError> {
        match self.value {
            Some(Value::Map(map)) => Ok(Some(map)),
            _ if self.is_blank() => Ok(None),
            _ => Err(self.expected("an array with keys")),
        }
    }

    fn inside(&self, key: &str, value: Option<&'a Value>) -> Argument<'a> {
        Argument { path: join(&self.path, shortened(key)), value }
    }
}

fn join(outer: &str, inner: &str) -> String {
    if inner.is_empty() || outer.is_empty() { format!("{outer}{inner}") } else { format!("{outer}.{inner}") }
}

/// Keys come from outside: a refusal need not repeat all of a long one.
fn shortened(step: &str) -> &str {
    &step[..step.floor_char_boundary(STEP)]
}

fn whole(text: &str) -> Option<i64> {
    let text = text.trim();
    let (digits, fraction) = text.split_once('.').unwrap_or((text, ""));
    fraction.bytes().all(|digit| digit == b'0').then(|| digits.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn argument(value: &Value) -> Argument<'_> {
        Argument::new("a", Some(value))
    }

    #[test]
    fn texts_and_numbers_stand_for_each_other() {
        for (sent, number) in [("5", 5), (" +5 ", 5), ("-3", -3), ("5.0", 5), ("5.", 5)] {
            assert_eq!(argument(&Value::from(sent)).int(), Ok(Some(number)), "{sent}");
            assert_eq!(argument(&Value::Number(sent.to_owned())).int(), Ok(Some(number)), "{sent}");
        }
        for sent in ["five", "5.5", "1e3", ".", ".0", "9223372036854775808", "5 6"] {
            assert!(argument(&Value::from(sent)).int().is_err(), "{sent}");
        }
        assert_eq!(argument(&Value::from(13490)).required_text().unwrap(), "13490");
        assert_eq!(argument(&Value::Number("+33.10".to_owned())).required_text().unwrap(), "+33.10");
        assert_eq!(argument(&Value::from(true)).required_text().unwrap(), "1");
    }

    #[test]
    fn nothing_has_many_forms() {
        for nothing in [Value::Nil, Value::from(""), Map::new().into(), Value::List(vec![])] {
            let blank = argument(&nothing);
            assert!(blank.is_blank());
            assert_eq!(blank.text(), Ok(None));
            assert_eq!(blank.int(), Ok(None));
            assert_eq!(blank.truth(), Ok(None));
            assert!(blank.items().unwrap().is_empty());
            assert!(!blank.field("x").unwrap().is_sent());
            assert!(blank.required_text().is_err() && blank.required_int().is_err());
            assert_eq!(blank.is_sent(), nothing != Value::Nil);
        }
        assert!(Argument::new("a", None).is_blank() && !Argument::new("a", None).is_sent());
    }

    #[test]
    fn maps_with_integer_keys_are_lists_too() {
        let map: Map = [(Key::Int(1234), "x"), (Key::from("77"), "y")].into_iter().collect();
        let map = Value::from(map);
        let texts: Vec<_> =
            argument(&map).items().unwrap().iter().map(|i| i.required_text().unwrap()).collect();
        assert_eq!(texts, ["x", "y"]);
        let list = Value::from(vec!["x", "y"]);
        let entries = argument(&list).entries().unwrap();
        assert!(entries[1].0 == Key::Int(1));
        assert_eq!(entries[1].1.path(), "a.1");
        let named: Map = [("x", "y")].into_iter().collect();
        assert_eq!(argument(&named.into()).items().unwrap_err().to_string(), "a: a list is expected");
        assert_eq!(argument(&Value::from("x")).items().unwrap_err().to_string(), "a: a list is expected");
    }

    #[test]
    fn a_mistake_names_its_place_and_not_its_content() {
        let record: Map = [("algds", "secret")].into_iter().collect();
        let records: Map = [(Key::Int(1234), record)].into_iter().collect();
        let domain: Map = [("dsrecords", records)].into_iter().collect();
        let domain = Value::from(domain);
        let records = argument(&domain).field("dsrecords").unwrap().items().unwrap();
        let mistake = records[0].field("algds").unwrap().int().unwrap_err();
        assert_eq!(mistake.to_string(), "a.dsrecords.1234.algds: a whole number is expected");
        let mistake = argument(&domain).field("dsrecords").unwrap().text().unwrap_err();
        assert_eq!(mistake.to_string(), "a.dsrecords: a text is expected");
        let long = argument(&domain).field(&"é".repeat(1000)).unwrap();
        assert!(long.path().len() < 100);
        let keyed = Value::from("text");
        assert_eq!(argument(&keyed).field("x").unwrap_err().to_string(), "a: an array with keys is expected");
        assert_eq!(argument(&keyed).truth().unwrap_err().to_string(), "a: yes or no is expected");
    }
}
