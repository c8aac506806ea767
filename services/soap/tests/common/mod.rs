//! What several tests share.

#![allow(dead_code, reason = "each test uses a part of it")]
#![allow(clippy::unwrap_used, reason = "a failed expectation of a test may panic")]

use soap::codec::{Fault, Map, Request, Value};

/// A recorded HTTP request: its `Content-Type` and its body.
pub fn split(recorded: &str) -> (Option<&str>, &str) {
    let (head, body) = recorded.split_once("\r\n\r\n").or_else(|| recorded.split_once("\n\n")).unwrap();
    let header = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-type").then_some(value.trim())
    });
    (header, body)
}

/// A message in an envelope that declares the usual prefixes.
pub fn envelope(body: &str) -> String {
    format!(
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' \
         xmlns:e='http://schemas.xmlsoap.org/soap/encoding/' xmlns:xsd='http://www.w3.org/2001/XMLSchema' \
         xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xmlns:m='http://xml.apache.org/xml-soap'>\
         <s:Body>{body}</s:Body></s:Envelope>"
    )
}

pub fn parse(message: &str) -> Result<Request, Fault> {
    Request::parse(message.as_bytes(), None)
}

/// The only argument of a call.
pub fn argument(xml: &str) -> Result<Value, Fault> {
    parse(&envelope(&format!("<f>{xml}</f>"))).map(|mut request| request.arguments.remove(0))
}

pub fn map<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Map(entries.into_iter().collect::<Map>())
}
