//! Octets in, typed values out, and back.
//!
//! [`Request::parse`] reads a call into a function's name and a list of [`Value`]s; [`Argument`] reads those as
//! leniently as the paper's clients need; [`Answer`] and [`Fault`] are written so that PHP's `SoapClient` yields
//! arrays and integers (`$r['retcode']`) and Perl's `SOAP::Lite` yields hashes (`$r->result->{'retcode'}`).
//!
//! # What clients send
//!
//! | sent by | form | read as |
//! |---|---|---|
//! | PHP array with string keys, Perl `type(map => …)` | `xml-soap:Map` | [`Value::Map`] |
//! | PHP list, Perl array | `SOAP-ENC:Array`, by `xsi:type`, `arrayType` or the element's own name | [`Value::List`] |
//! | PHP object, Perl hash | a struct: child elements as keys | [`Value::Map`] |
//! | Perl text with letters beyond ASCII | `xsd:base64Binary` | [`Value::Text`]: UTF-8, or else Windows-1252 |
//! | Perl text that looks like a number (`+33.147010203`) | `xsd:float`, `xsd:long` | [`Value::Number`], as spelled |
//! | call without arguments | an empty element, or one with `xsi:nil` | no arguments |
//! | multi-reference values | `href="#id"` | the value, once per reference |
//!
//! The namespace of the call and the names of its arguments say nothing: PHP and Perl number them.
//!
//! # Limits
//!
//! What is sent is bounded before it is believed, see [`limits`]. Document types, entities beyond XML's own five,
//! processing instructions (SOAP 1.1 § 3 forbids them) and references out of the message are refused. No refusal
//! repeats what an element holds, since it may be a password; `Debug` hides it too.

mod answer;
mod argument;
mod charset;
mod decode;
mod fault;
pub mod limits;
mod request;
mod tree;
mod value;
mod write;

pub use answer::{Answer, Encoded};
pub use argument::{Argument, ArgumentError};
pub use fault::{Fault, FaultCode};
pub use request::{Call, Request};
pub use value::{Key, Map, Value};
pub use write::CONTENT_TYPE;
