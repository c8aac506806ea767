//! What is written can be read again; what is read in other forms means the same.

#![allow(clippy::unwrap_used, reason = "a failed expectation of a test may panic")]

mod common;

use common::{argument, envelope, map, parse};
use proptest::prelude::*;
use soap::codec::{Answer, Call, Key, Map, Request, Value};

fn call(namespace: &str) -> Call {
    let body = if namespace.is_empty() { "<f/>".to_owned() } else { format!("<n:f xmlns:n='{namespace}'/>") };
    parse(&envelope(&body)).unwrap().call
}

/// Answers have the form of a call with one argument.
fn read_back(message: &str) -> Request {
    Request::parse(message.as_bytes(), Some(soap::codec::CONTENT_TYPE)).unwrap()
}

fn keys(value: &Value) -> Vec<String> {
    let Value::Map(map) = value else { panic!("not a Map") };
    map.iter().map(|(key, _)| key.to_string()).collect()
}

#[test]
fn an_answer_is_in_the_papers_order() {
    let fields = map([("tid", 278.into()), ("ip_dns_master", "".into()), ("status", "ToProcess".into())]);
    let answer = Answer { retcode: 1, retval: 278, retfields: Some(fields.clone()) };
    let message = answer.encode(&call("http://api.dev.bookmyname.com/apis.cgi"));
    let read = read_back(&message);
    assert_eq!(read.call.function(), "fResponse");
    assert_eq!(read.call.namespace(), "http://api.dev.bookmyname.com/apis.cgi");
    assert_eq!(keys(&read.arguments[0]), ["retcode", "retval", "retfields"]);
    assert!(read.argument(0, "r").field("retval").unwrap().int() == Ok(Some(278)));
    assert!(read.arguments[0] == map([("retcode", 1.into()), ("retval", 278.into()), ("retfields", fields)]));

    let refusal = Answer { retcode: -1, retval: -20, retfields: None };
    let read = read_back(&refusal.encode(&call("")));
    assert_eq!(read.call.namespace(), "");
    assert!(read.arguments[0] == map([("retcode", (-1).into()), ("retval", (-20).into())]));
}

#[test]
fn what_xml_cannot_say_does_not_leave() {
    let odd = "a\0\u{b}\u{1f}\u{fffe}\r\n\t<&>\"'b";
    let fields = map([(odd, odd.into())]);
    let message =
        Answer { retcode: 1, retval: 1, retfields: Some(fields) }.encode(&call("u:&#38;&lt;&quot;x"));
    let read = read_back(&message);
    assert_eq!(read.call.namespace(), "u:&<\"x");
    let kept = "a\u{fffd}\u{fffd}\u{fffd}\u{fffd}\r\n\t<&>\"'b";
    let fields = read.argument(0, "r").field("retfields").unwrap();
    assert_eq!(fields.field(kept).unwrap().required_text().unwrap(), kept);
}

#[test]
fn values_come_in_many_forms() {
    let list = Value::from(vec!["a", "b"]);
    let items = "<item xsi:type='xsd:string'>a</item><item xsi:type='xsd:string'>b</item>";
    for form in [
        format!("<x xsi:type='e:Array' e:arrayType='xsd:string[2]'>{items}</x>"),
        format!("<x e:arrayType='xsd:string[2]'>{items}</x>"),
        format!("<e:Array>{items}</e:Array>"),
        format!("<x xmlns:p='http://namespaces.soaplite.com/perl' xsi:type='p:Array'>{items}</x>"),
        format!("<x>\n {items}\n </x>"),
        "<x e:arrayType='xsd:string[2]'><item>a</item><item>b</item></x>".to_owned(),
        "<x><ip>a</ip><ip>b</ip></x>".to_owned(),
    ] {
        assert!(argument(&form).unwrap() == list, "{form}");
    }
    let numbers = argument("<x e:arrayType='xsd:int[2]'><item>1</item><item>2</item></x>");
    assert!(numbers.unwrap() == Value::from(vec![1, 2]));

    let fields = map([("domain", "a.com".into()), ("period", 1.into())]);
    let children = "<domain xsi:type='xsd:string'>a.com</domain><period xsi:type='xsd:int'>1</period>";
    for form in [
        format!("<x xmlns:p='http://namespaces.soaplite.com/perl' xsi:type='p:SOAPStruct'>{children}</x>"),
        format!("<e:Struct>{children}</e:Struct>"),
        format!("<x xsi:type='xsd:Domain'>{children}</x>"),
        format!("<x>{children}</x>"),
        "<x><item><key>domain</key><value>a.com</value></item><item><value xsi:type='xsd:int'>1</value>\
         <key>period</key></item></x>"
            .to_owned(),
    ] {
        assert!(argument(&form).unwrap() == fields, "{form}");
    }
    assert!(argument("<x xsi:type='m:Map'/>").unwrap() == map([]));
    assert!(argument("<x e:arrayType='xsd:ur-type[0]' xsi:type='e:Array'/>").unwrap() == Value::List(vec![]));
    assert!(argument("<x xsi:nil='true'/>").unwrap() == Value::Nil);
    let older = "<x xmlns:i='http://www.w3.org/1999/XMLSchema-instance' i:null='1'/>";
    assert!(argument(older).unwrap() == Value::Nil);
    assert!(argument("<x>a<![CDATA[<&]]>b<!-- c -->\r\nd</x>").unwrap() == Value::from("a<&b\nd"));
    assert!(argument("<x xsi:type='xsd:boolean'>true</x>").unwrap() == Value::Bool(true));
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z0-9.@ ]{0,12}",
        proptest::collection::vec(any::<char>(), 0..12).prop_map(|characters| {
            let odd = |c: &char| (*c < ' ' && !"\t\r\n".contains(*c)) || "\u{fffe}\u{ffff}".contains(*c);
            characters.into_iter().filter(|c| !odd(c)).collect()
        }),
        Just(" \t\r\n]]>&amp;<".to_owned()),
    ]
}

fn key() -> impl Strategy<Value = Key> {
    prop_oneof![any::<i64>().prop_map(Key::Int), text().prop_map(Key::Text)]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Nil),
        text().prop_map(Value::Text),
        any::<i64>().prop_map(Value::Int),
        any::<bool>().prop_map(Value::Bool),
        "[+][0-9]{1,20}|[0-9]{1,5}[.][0-9]{1,5}|[0-9]e[0-9]{1,2}|INF|NaN|[1-9][0-9]{30}"
            .prop_map(Value::Number),
    ];
    leaf.prop_recursive(6, 60, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::List),
            proptest::collection::vec((key(), inner), 0..6)
                .prop_map(|entries| Value::Map(entries.into_iter().collect::<Map>())),
        ]
    })
}

proptest! {
    #[test]
    fn an_answer_survives(retcode in -1_i64..2, retval in any::<i64>(), fields in proptest::option::of(value())) {
        let answer = Answer { retcode, retval, retfields: fields.clone() };
        let message = answer.encode(&call("u"));
        let read = read_back(&message);
        let mut expected = map([("retcode", retcode.into()), ("retval", retval.into())]);
        if let (Value::Map(map), Some(fields)) = (&mut expected, fields) {
            map.insert("retfields", fields);
        }
        prop_assert!(read.arguments.len() == 1 && read.arguments[0] == expected, "{}", message);
    }

    #[test]
    fn octets_never_panic(octets in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = Request::parse(&octets, None);
    }

    #[test]
    fn markup_never_panics(body in "(<(a|item|key|value|e:Array)( id='x'| href='#x'| xsi:nil='1'| xsi:type='m:Map'| xsi:type='xsd:int')*/?>|</(a|item|key|value)>|x|&#x1;|&lt;| ){0,20}") {
        let _ = parse(&envelope(&body));
        let _ = parse(&envelope(&format!("<f>{body}</f>")));
    }
}
