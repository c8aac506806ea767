//! What every function of the paper returns.

use super::request::Call;
use super::value::{Key, Value};
use super::write::{close_envelope, escape, open_envelope};
use std::sync::Arc;

/// The paper's answer: an array of `retcode`, `retval` and, where there are any, `retfields`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// 1 when all is well; 0 when there is nothing of that number; −1 when refused.
    pub retcode: i64,
    /// What was made, found or counted, or the reason of a refusal (negative).
    pub retval: i64,
    pub retfields: Option<Value>,
}

impl Answer {
    /// The message, in UTF-8, for an answer of type [`super::CONTENT_TYPE`] with status 200.
    ///
    /// The return value is an `xml-soap:Map` with typed keys and values: without a WSDL, PHP makes an array of it
    /// (of a struct it would make an object, and the paper's programs write `$r['retcode']`), Perl a hash.
    /// Text keeps everything but what XML cannot say, which becomes U+FFFD.
    pub fn encode(&self, call: &Call) -> String {
        let mut out = String::with_capacity(USUAL);
        let prefix = if call.namespace().is_empty() { "" } else { "ns1:" };
        open_envelope(&mut out, call.namespace());
        for part in ["<", prefix, call.function(), "Response><return xsi:type=\"ns2:Map\">"] {
            out.push_str(part);
        }
        entry(&mut out, "retcode", &Value::Int(self.retcode));
        entry(&mut out, "retval", &Value::Int(self.retval));
        if let Some(fields) = &self.retfields {
            entry(&mut out, "retfields", fields);
        }
        for part in ["</return></", prefix, call.function(), "Response>"] {
            out.push_str(part);
        }
        close_envelope(&mut out);
        out
    }
}

/// Bytes that most answers need.
const USUAL: usize = 4_096;

fn entry(out: &mut String, key: &str, value: &Value) {
    out.push_str("<item>");
    scalar(out, "key", "string", key);
    element(out, "value", value);
    out.push_str("</item>");
}

/// A value in its written form, for large ones that never change: written once, sent often. Cheap to clone.
#[derive(Clone, PartialEq, Eq)]
pub struct Encoded(Arc<str>);

/// How an element without a name ends.
const NAMELESS: &str = "</>";

impl Encoded {
    /// Writes a value.
    pub fn of(value: &Value) -> Self {
        let mut text = String::new();
        element(&mut text, "", value);
        Self(text.into())
    }

    /// As the element of that name: it was written without one.
    fn write(&self, out: &mut String, name: &str) {
        let bare = self.0.strip_prefix('<').unwrap_or(&self.0);
        out.push('<');
        out.push_str(name);
        match bare.strip_suffix(NAMELESS) {
            Some(inner) => {
                out.push_str(inner);
                close(out, name);
            }
            None => out.push_str(bare),
        }
    }
}

fn element(out: &mut String, name: &str, value: &Value) {
    match value {
        Value::Encoded(encoded) => encoded.write(out, name),
        Value::Nil => {
            out.push('<');
            out.push_str(name);
            out.push_str(" xsi:nil=\"true\"/>");
        }
        Value::Text(text) => scalar(out, name, "string", text),
        Value::Int(number) => integer(out, name, *number),
        Value::Bool(truth) => scalar(out, name, "boolean", if *truth { "true" } else { "false" }),
        Value::Number(spelled) => scalar(out, name, number_type(spelled), spelled),
        Value::Map(map) => {
            out.push('<');
            out.push_str(name);
            out.push_str(" xsi:type=\"ns2:Map\">");
            if map.is_empty() {
                // Of a Map without any node PHP makes null, of this one an empty array.
                out.push_str("<![CDATA[]]>");
            }
            for (key, value) in map.iter() {
                match key {
                    Key::Text(text) => entry(out, text, value),
                    Key::Int(number) => {
                        out.push_str("<item>");
                        integer(out, "key", *number);
                        element(out, "value", value);
                        out.push_str("</item>");
                    }
                }
            }
            close(out, name);
        }
        Value::List(items) => {
            out.push_str(&format!(
                "<{name} SOAP-ENC:arrayType=\"xsd:anyType[{}]\" xsi:type=\"SOAP-ENC:Array\">",
                items.len()
            ));
            for item in items {
                element(out, "item", item);
            }
            close(out, name);
        }
    }
}

fn integer(out: &mut String, name: &str, number: i64) {
    let kind = if i32::try_from(number).is_ok() { "int" } else { "long" };
    scalar(out, name, kind, &number.to_string());
}

fn number_type(spelled: &str) -> &'static str {
    let plain = spelled.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.'));
    if plain { "decimal" } else { "double" }
}

fn scalar(out: &mut String, name: &str, kind: &str, text: &str) {
    out.push('<');
    out.push_str(name);
    out.push_str(" xsi:type=\"xsd:");
    out.push_str(kind);
    out.push_str("\">");
    escape(out, text);
    close(out, name);
}

fn close(out: &mut String, name: &str) {
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

#[cfg(test)]
mod tests {
    use super::super::value::Map;
    use super::*;

    #[test]
    fn what_was_written_before_reads_as_if_it_were_written_now() {
        let map: Map = [("ville", "L'ÎLE <1>")].into_iter().collect();
        for value in [
            Value::from(vec![map.clone()]),
            map.into(),
            Value::List(vec![]),
            Value::Nil,
            "text".into(),
            Value::from(7),
        ] {
            let (mut now, mut before) = (String::new(), String::new());
            element(&mut now, "value", &value);
            element(&mut before, "value", &Encoded::of(&value).into());
            assert_eq!(before, now);
        }
    }
}
