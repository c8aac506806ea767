//! What is not read, and what the sender is told.

#![allow(clippy::unwrap_used, reason = "a failed expectation of a test may panic")]

mod common;

use common::{argument, envelope, map, parse};
use soap::codec::limits::{
    ATTRIBUTE_BYTES, ATTRIBUTES, BYTES, DEPTH, ELEMENTS, NAME_BYTES, TEXT_BYTES, VALUES,
};
use soap::codec::{Fault, FaultCode, Request, Value};

const SECRET: &str = "very-secret-4711";

fn refused(message: &str) -> Fault {
    parse(message).expect_err("this should be refused")
}

/// Refused as the client's mistake, for this reason.
fn refuses(message: &str, reason: &str) {
    let fault = refused(message);
    assert_eq!(fault.to_string(), reason);
    assert_eq!(fault.code(), FaultCode::Client);
}

fn refuses_argument(xml: &str, reason: &str) {
    refuses(&envelope(&format!("<f>{xml}</f>")), reason);
}

#[test]
fn document_types_and_entities() {
    let call = envelope("<f><a>&lol;</a></f>");
    let bomb = "<!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY lol '&a;&a;&a;&a;&a;&a;&a;&a;'>]>";
    refuses(&format!("{bomb}{call}"), "document type declarations are not accepted");
    refuses(
        &format!("<!DOCTYPE s SYSTEM 'file:///etc/passwd'>{call}"),
        "document type declarations are not accepted",
    );
    refuses(&call, "entities other than XML's own five are not accepted");
    refuses(&format!("<?php x?>{call}"), "processing instructions are not accepted");
    assert!(argument("<a>&lt;&amp;&#233;&#xE9;&quot;&apos;&gt;</a>").unwrap() == Value::from("<&éé\"'>"));
}

#[test]
fn too_much_of_anything() {
    let most = "x".repeat(BYTES - envelope("<f><a></a></f>").len());
    assert!(argument(&format!("<a>{most}</a>")).unwrap() == Value::from(most.as_str()));
    let too_large = Fault::TooLarge { limit: BYTES };
    assert_eq!(refused(&envelope(&format!("<f><a>{most}x</a></f>"))), too_large);

    // Envelope, body and call are three of the open elements.
    let nested = |levels: usize| format!("{}{}", "<a>".repeat(levels), "</a>".repeat(levels));
    assert!(argument(&nested(DEPTH - 3)).is_ok());
    assert_eq!(argument(&nested(DEPTH - 2)), Err(Fault::TooDeep { limit: DEPTH }));
    assert_eq!(argument(&nested(BYTES / 8)), Err(Fault::TooDeep { limit: DEPTH }));

    let many = |elements: usize| format!("<f>{}</f>", "<a/>".repeat(elements));
    assert_eq!(parse(&envelope(&many(ELEMENTS - 3))).unwrap().arguments.len(), ELEMENTS - 3);
    assert_eq!(refused(&envelope(&many(ELEMENTS - 2))), Fault::TooMany { limit: ELEMENTS, what: "elements" });

    let attributes = |count: usize| (0..count).map(|n| format!(" a{n}=''")).collect::<String>();
    assert!(argument(&format!("<a{}/>", attributes(ATTRIBUTES))).is_ok());
    let too_many = Fault::TooMany { limit: ATTRIBUTES, what: "attributes of one element" };
    assert_eq!(argument(&format!("<a{}/>", attributes(ATTRIBUTES + 1))), Err(too_many.clone()));
    assert_eq!(argument(&format!("<a{}/>", attributes(50_000))), Err(too_many));
    let declared = (0..50_000).map(|n| format!(" xmlns:a{n}='u'")).collect::<String>();
    assert!(argument(&format!("<a{declared}/>")).is_err());

    let huge = Fault::TooMany { limit: ATTRIBUTE_BYTES, what: "bytes in one attribute" };
    for name in ["b", "xmlns", "xmlns:b", "id"] {
        let sized = |bytes: usize| argument(&format!("<a {name}='{}'/>", "x".repeat(bytes)));
        assert!(sized(ATTRIBUTE_BYTES).is_ok());
        assert_eq!(sized(ATTRIBUTE_BYTES + 1), Err(huge.clone()), "{name}");
    }
    let named = |bytes: usize| argument(&format!("<{}/>", "n".repeat(bytes)));
    assert!(named(NAME_BYTES).is_ok());
    assert!(matches!(named(NAME_BYTES + 1), Err(Fault::Malformed { .. })));
}

/// Prefixes are looked up one by one: a message full of them must not take seconds.
#[test]
fn the_slowest_messages_that_pass_are_quick() {
    let open: String = (0..DEPTH - 4)
        .map(|level| {
            let declared: String = (0..ATTRIBUTES).map(|n| format!(" xmlns:p{level}x{n}='u'")).collect();
            format!("<a{declared}>")
        })
        .collect();
    let prefixed: String = (0..ATTRIBUTES).map(|n| format!(" p0x{n}:a{n}=''")).collect();
    let items = format!("<b{prefixed}/>").repeat(2000);
    let close = "</a>".repeat(DEPTH - 4);
    let started = std::time::Instant::now();
    assert!(argument(&format!("{open}{items}{close}")).is_ok());
    let taken = started.elapsed();
    assert!(taken < std::time::Duration::from_secs(5), "{taken:?}");
}

#[test]
fn references_multiply_within_bounds() {
    let call = |arguments: &str, beside: &str| parse(&envelope(&format!("<f>{arguments}</f>{beside}")));
    let twice = call(
        "<a href='#x'/><b href='#x'/>",
        "<x id='x' xsi:type='m:Map'><item><key>k</key><value href='#y'/></item></x><y id='y' xsi:type='xsd:int'>5</y>",
    );
    assert!(twice.unwrap().arguments == vec![map([("k", 5.into())]), map([("k", 5.into())])]);

    let mut layers = String::from("<l0 id='l0' xsi:type='xsd:string'>ha</l0>");
    for n in 1..12 {
        let references = format!("<item href='#l{}'/>", n - 1).repeat(10);
        layers.push_str(&format!("<l{n} id='l{n}' xsi:type='e:Array'>{references}</l{n}>"));
    }
    assert_eq!(call("<a href='#l11'/>", &layers), Err(Fault::TooMany { limit: VALUES, what: "values" }));

    let text = format!("<x id='x'>{}</x>", "x".repeat(TEXT_BYTES / 4));
    assert!(call(&"<a href='#x'/>".repeat(4), &text).is_ok());
    let too_much = Fault::TooMany { limit: TEXT_BYTES, what: "bytes of text" };
    assert_eq!(call(&"<a href='#x'/>".repeat(5), &text), Err(too_much));

    let chain: String = (0..DEPTH).map(|n| format!("<x id='x{n}' href='#x{}'/>", n + 1)).collect();
    assert_eq!(
        call("<a href='#x0'/>", &format!("{chain}<x id='x{DEPTH}'/>")),
        Err(Fault::TooDeep { limit: DEPTH })
    );
}

#[test]
fn references_lead_somewhere_within_the_message() {
    refuses_argument("<a href='#x'/>", "argument 1: a reference to an id that exists is expected");
    refuses_argument(
        "<b/><a href='http://example.com/#x'/>",
        "argument 2: a reference to an element of this message is expected",
    );
    refuses_argument(
        "<a href='#x' id='x'/>",
        "argument 1: a reference that does not lead back to itself is expected",
    );
    refuses_argument(
        "<a href='#x'/><b id='x'><c><d href='#x'/></c></b>",
        "argument 1.c.d: a reference that does not lead back to itself is expected",
    );
    refuses_argument("<a id='x'/><b id='x'/>", "the envelope gives two elements one id");
    refuses_argument("<b id='x'/><a href='#x'>t</a>", "argument 2: nothing inside a reference is expected");
}

#[test]
fn envelopes_of_other_versions_and_shapes() {
    let other =
        |namespace: &str| format!("<s:Envelope xmlns:s='{namespace}'><s:Body><f/></s:Body></s:Envelope>");
    for namespace in
        ["http://www.w3.org/2003/05/soap-envelope", "http://www.w3.org/2001/12/soap-envelope", ""]
    {
        let message = if namespace.is_empty() { "<Envelope/>".to_owned() } else { other(namespace) };
        assert_eq!(refused(&message).code(), FaultCode::VersionMismatch);
    }
    refuses("<html/>", "the envelope is missing");
    refuses(&envelope(""), "the envelope holds no call");
    refuses(&envelope("<s:Fault/>"), "the envelope holds no call");
    refuses(&envelope("<f/><g/>"), "the envelope holds more than one call");
    refuses(
        &envelope("<f>text</f>"),
        "the envelope holds a call with text or a reference in place of arguments",
    );
    refuses(
        &other("http://schemas.xmlsoap.org/soap/envelope/").replace("Body", "Torso"),
        "the envelope holds no body, or not one",
    );

    let header =
        |entry: &str| envelope("<f/>").replace("<s:Body>", &format!("<s:Header>{entry}</s:Header><s:Body>"));
    assert!(parse(&header("<t xmlns='u'>1</t><u s:mustUnderstand='0'/>")).is_ok());
    assert!(parse(&header("<t s:mustUnderstand='1' s:actor='http://example.com/proxy'/>")).is_ok());
    for demanding in [
        "<t s:mustUnderstand='1'/>",
        "<t s:mustUnderstand='1' s:actor=''/>",
        "<t s:actor='http://schemas.xmlsoap.org/soap/actor/next' s:mustUnderstand='1'/>",
    ] {
        let fault = refused(&header(demanding));
        assert_eq!(fault.code(), FaultCode::MustUnderstand);
        assert_eq!(fault.to_string(), "the header t is not understood");
    }
}

#[test]
fn malformed_messages() {
    let call = envelope("<f/>");
    for malformed in [
        "",
        "text",
        "<s:Envelope>",
        &call[..call.len() - 3],
        &call.replace("</s:Body>", ""),
        &call.replace("</s:Body>", "</s:Cody>"),
        &format!("{call}<f/>"),
        &format!("{call}text"),
        &format!("{call}&amp;"),
        &format!("{call}<![CDATA[ ]]>"),
        &format!(" <?xml version='1.0'?>{call}"),
        &call.replace("<f/>", "<f/><?xml version='1.0'?>"),
        &envelope("<p:f/>"),
        &envelope("<f p:a='1'/>"),
        &envelope("<f a='1' a='2'/>"),
        &envelope("<f a=1/>"),
        &envelope("<f a='<'/>"),
        &envelope("<f a='&lol;'/>"),
        &envelope("<f a='&#1;'/>"),
        &envelope("<f><a>&#0;</a></f>"),
        &envelope("<f><a>&#xFFFF;</a></f>"),
        &envelope("<f><a>&#xD800;</a></f>"),
        &envelope("<f><a>\u{1}</a></f>"),
        &envelope("<f><a>\u{fffe}</a></f>"),
        &envelope("<f><a>a & b</a></f>"),
        &envelope("<1f/>"),
        &envelope("<f\"g/>"),
        &envelope("<f><!-- -- --></f>"),
    ] {
        let fault = refused(malformed);
        assert!(matches!(fault, Fault::Malformed { .. }), "{malformed}: {fault}");
    }
}

#[test]
fn character_sets() {
    let call = |encoding: &str, text: &[u8]| {
        let [before, after] = ["<f><a>", "</a></f>"];
        let whole = envelope(&format!("{before}@{after}"));
        let (before, after) = whole.split_once('@').unwrap();
        let declaration = format!("<?xml version='1.0' encoding='{encoding}'?>");
        [declaration.as_bytes(), before.as_bytes(), text, after.as_bytes()].concat()
    };
    let text = |message: &[u8], content_type| {
        Request::parse(message, content_type)
            .map(|request| request.argument(0, "a").required_text().unwrap().into_owned())
    };
    let latin = call("ISO-8859-1", b"Lo\xefc \x80");
    assert_eq!(text(&latin, None), Ok("Loïc €".to_owned()));
    assert_eq!(text(&latin, Some("text/xml; charset=utf-8")), Err(Fault::Characters));
    assert_eq!(text(&call("UTF-8", b"Lo\xefc"), Some("text/xml; charset=ISO-8859-1")), Ok("Loïc".to_owned()));
    assert_eq!(text(&call("UTF-8", "Loïc".as_bytes()), None), Ok("Loïc".to_owned()));
    assert_eq!(text(&call("UTF-8", b"Lo\xefc"), None), Err(Fault::Characters));
    assert_eq!(text(&call("UTF-16", b"x"), None), Err(Fault::Charset));
    let marked = [b"\xef\xbb\xbf".as_slice(), &call("UTF-8", "Loïc".as_bytes())].concat();
    assert_eq!(text(&marked, None), Ok("Loïc".to_owned()));
}

#[test]
fn values_that_do_not_fit_their_type() {
    let map = |entries: &str| format!("<a xsi:type='m:Map'>{entries}</a>");
    refuses_argument("<a xsi:type='xsd:int'>x</a>", "argument 1: a whole number is expected");
    refuses_argument("<a xsi:type='xsd:boolean'>x</a>", "argument 1: true or false is expected");
    refuses_argument("<a xsi:type='xsd:string'><b/></a>", "argument 1: a text without elements is expected");
    refuses_argument("<a>text<b/></a>", "argument 1: either text or elements is expected");
    refuses_argument("<a xsi:nil='1'>text</a>", "argument 1: nothing inside a nil is expected");
    refuses_argument("<a xsi:type='m:Map'>text</a>", "argument 1: elements and no text is expected");
    refuses_argument("<a xsi:nil='1'><b/></a>", "argument 1: nothing inside a nil is expected");
    refuses_argument("<a><b/><c/><b/></a>", "argument 1.b: one value is expected");
    refuses_argument(&map("<b/>"), "argument 1: items of one key and one value is expected");
    refuses_argument(
        &map("<item><key>k</key><value/></item><item><key>k</key><value/></item>"),
        "argument 1.k: one value is expected",
    );
    refuses_argument(
        &map("<item><key>k</key><value><b xsi:type='xsd:int'>x</b></value></item>"),
        "argument 1.k.b: a whole number is expected",
    );
    let array = |attributes: &str| format!("<a xsi:type='e:Array' {attributes}><item/></a>");
    for sparse in ["e:arrayType='xsd:string[2,2]'", "e:offset='[3]'"] {
        refuses_argument(
            &array(sparse),
            "argument 1: an array of one dimension with all its items is expected",
        );
    }
}

#[test]
fn secrets_are_not_repeated() {
    for message in [
        envelope(&format!("<f><a xsi:type='xsd:int'>{SECRET}</a></f>")),
        envelope(&format!("<f><a>{SECRET}<b/></a></f>")),
        envelope(&format!("<f><a>{SECRET}&{SECRET};</a></f>")),
        envelope(&format!("<f><a>{SECRET}&{SECRET}</a></f>")),
        envelope(&format!("<f><a>x<{SECRET}</a></f>")),
        envelope(&format!("<f><a>x</{SECRET}></f>")),
        envelope(&format!("<f a='{SECRET}&{SECRET};'/>")),
        envelope(&format!("<f>{SECRET}</f>")),
        envelope(&format!("<f><a href='#{SECRET}'/></f>")),
        format!("<?xml version='1.0' encoding='{SECRET}'?>{}", envelope("<f/>")),
    ] {
        let fault = refused(&message);
        assert!(!format!("{fault} {fault:?} {}", fault.encode()).contains(SECRET), "{fault}");
    }
    let request = parse(&envelope(&format!("<f><a>{SECRET}</a></f>"))).unwrap();
    assert!(!format!("{request:?}").contains(SECRET));
}

#[test]
fn a_fault_is_well_formed() {
    let fault = Fault::UnknownFunction { function: "<a>\u{1}&".to_owned() };
    let message = fault.encode();
    assert!(message.contains(
        "<SOAP-ENV:Fault><faultcode>SOAP-ENV:Client</faultcode><faultstring>there is no function \
         &lt;a&gt;\u{fffd}&amp;</faultstring></SOAP-ENV:Fault>"
    ));
    assert_eq!(refused(&message), Fault::Envelope { what: "holds no call" });
    assert!(Fault::Unavailable.encode().contains("SOAP-ENV:Server"));
}
