//! PHP's SoapClient and Perl's SOAP::Lite themselves: each sends a call that the codec reads, and reads its answer.
//! `ops/test` installs them.

#![allow(clippy::unwrap_used, reason = "a failed expectation of a test may panic")]

mod common;

use common::map;
use soap::codec::{Answer, CONTENT_TYPE, Call, Fault, Key, Map, Request, Value};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::mpsc;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(30);

/// Runs a client against a listener that answers once: what it sent, and what it printed.
fn ask(program: &str, script: &str, answer: fn(&Call) -> (u16, String)) -> (Request, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/apis.cgi", listener.local_addr().unwrap());
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let (content_type, body) = read_request(&mut stream);
        let request = Request::parse(&body, content_type.as_deref()).unwrap();
        let (status, message) = answer(&request.call);
        let length = message.len();
        write!(
            stream,
            "HTTP/1.1 {status} OK\r\nContent-Type: {CONTENT_TYPE}\r\nContent-Length: {length}\r\n\
             Connection: close\r\n\r\n{message}"
        )
        .unwrap();
        send.send(request).unwrap();
    });
    let script = format!("{}/tests/clients/{script}", env!("CARGO_MANIFEST_DIR"));
    let output =
        Command::new(program).args([&script, &address]).output().expect("ops/test installs PHP and Perl");
    let printed = String::from_utf8(output.stdout).unwrap();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    let request =
        receive.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("no call was read: {printed} {errors}"));
    assert!(output.status.success() && errors.is_empty(), "{printed} {errors}");
    (request, printed.trim_end().to_owned())
}

fn read_request(stream: &mut TcpStream) -> (Option<String>, Vec<u8>) {
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut received = vec![];
    let header = |name: &str, received: &[u8]| {
        let head = String::from_utf8_lossy(received).into_owned();
        head.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        })
    };
    loop {
        if let Some(end) = received.windows(4).position(|four| four == b"\r\n\r\n") {
            let (head, body) = received.split_at(end + 4);
            let length = header("content-length", head).unwrap().parse::<usize>().unwrap();
            if body.len() >= length {
                return (header("content-type", head), body.to_vec());
            }
        }
        let mut piece = [0; 4096];
        let count = stream.read(&mut piece).unwrap();
        assert!(count > 0, "the client hung up");
        received.extend_from_slice(&piece[..count]);
    }
}

/// Every kind of value that an answer may hold.
fn everything(call: &Call) -> (u16, String) {
    let host = |name: &str| map([("hostname", name.into()), ("ip0", "88.191.249.4".into())]);
    let numbered: Map = [(Key::Int(1234), 8), (Key::Int(4567), 13)].into_iter().collect();
    let fields = map([
        ("tid", 278.into()),
        ("refused", (-20).into()),
        ("long", 5_000_000_000.into()),
        ("text", "Éloïse & <fils>\r\n\u{1}\"".into()),
        ("digits", "0012".into()),
        ("blank", "".into()),
        ("nil", Value::Nil),
        ("truth", true.into()),
        ("decimal", Value::Number("5.50".to_owned())),
        ("hosts", Value::List(vec![host("ns1.a.com"), host("ns2.a.com")])),
        ("none", Value::List(vec![])),
        ("empty", map([])),
        ("numbered", numbered.into()),
        ("create 1 a.com", 10519.into()),
    ]);
    (200, Answer { retcode: 1, retval: 278, retfields: Some(fields) }.encode(call))
}

fn nothing(call: &Call) -> (u16, String) {
    (200, Answer { retcode: 1, retval: 0, retfields: Some(map([("tid", "x".into())])) }.encode(call))
}

fn fault(call: &Call) -> (u16, String) {
    let fault = Fault::UnknownFunction { function: call.function().to_owned() };
    (Fault::HTTP_STATUS, fault.encode())
}

fn addresses() -> Value {
    Value::from(vec!["88.191.249.1", "88.191.249.2"])
}

fn same(read: &[Value], expected: &[Value]) {
    assert_eq!(format!("{read:?}"), format!("{expected:?}"));
    assert!(read == expected, "the same shapes, but other texts or numbers");
}

#[test]
fn php_sends_what_is_read() {
    let (request, _) = ask("php", "call.php", nothing);
    assert_eq!(request.call.function(), "domain_update");
    let record = map([("algds", 8.into()), ("digesttype", 2.into())]);
    let domain = map([
        ("domain", "a.com".into()),
        ("owner_id", 7.into()),
        ("ns0", "".into()),
        ("note", "Éloïse & <fils>\n".into()),
        ("dsrecords", [(Key::Int(1234), record)].into_iter().collect::<Map>().into()),
        ("none", Value::Nil),
        ("empty", Value::List(vec![])),
        ("restored", true.into()),
        ("ratio", Value::Number("1.5".to_owned())),
    ]);
    let object = map([("cp", "01000".into())]);
    same(&request.arguments, &["13490".into(), "secret".into(), "a.com".into(), domain, addresses(), object]);
}

#[test]
fn perl_sends_what_is_read() {
    let (request, _) = ask("perl", "call.pl", nothing);
    assert_eq!(request.call.function(), "domain_update");
    // Of several keys, Perl would choose the order anew each time.
    let record = map([("algds", 8.into())]);
    let domain = [
        ("cp", "01000".into()),
        ("domain", "a.com".into()),
        ("dsrecords", [(Key::Int(1234), record)].into_iter().collect::<Map>().into()),
        ("none", Value::Nil),
        ("note", "Éloïse".into()),
        ("ns0", "".into()),
        ("owner_id", 7.into()),
        ("password", Value::Number("+33147010203".to_owned())),
        ("telephone", Value::Number("+33.147010203".to_owned())),
    ];
    let hash = map([("cp", "01000".into())]);
    same(
        &request.arguments,
        &[13490.into(), "secret".into(), "a.com".into(), map(domain), addresses(), hash],
    );
    let domain = request.argument(3, "array_domain");
    assert_eq!(domain.field("telephone").unwrap().required_text().unwrap(), "+33.147010203");
}

#[test]
fn php_reads_arrays_and_integers() {
    let (_, printed) = ask("php", "call.php", everything);
    let expected = concat!(
        r#"{"tid":278,"result":{"retcode":1,"retval":278,"retfields":{"tid":278,"refused":-20,"#,
        r#""long":5000000000,"text":"Éloïse & <fils>\r\n"#,
        "\u{fffd}",
        r#"\"","digits":"0012","blank":"","nil":null,"truth":true,"decimal":"5.50","#,
        r#""hosts":[{"hostname":"ns1.a.com","ip0":"88.191.249.4"},{"hostname":"ns2.a.com","ip0":"88.191.249.4"}],"#,
        r#""none":[],"empty":[],"numbered":{"1234":8,"4567":13},"create 1 a.com":10519}}}"#,
    );
    assert_eq!(printed, expected);
}

#[test]
fn perl_reads_hashes() {
    let (_, printed) = ask("perl", "call.pl", everything);
    let expected = concat!(
        r#"[278,{"retcode" => 1,"retfields" => {"blank" => "","create 1 a.com" => 10519,"decimal" => "5.50","#,
        r#""digits" => "0012","empty" => {},"#,
        r#""hosts" => [{"hostname" => "ns1.a.com","ip0" => "88.191.249.4"},{"hostname" => "ns2.a.com","#,
        r#""ip0" => "88.191.249.4"}],"long" => "5000000000","nil" => undef,"none" => [],"#,
        r#""numbered" => {"1234" => 8,"4567" => 13},"refused" => -20,"#,
        r#""text" => "\x{c9}lo\x{ef}se & <fils>\r\n\x{fffd}\"","tid" => 278,"truth" => 1},"retval" => 278}]"#,
    );
    assert_eq!(printed, expected);
}

#[test]
fn both_hear_of_faults() {
    let (_, printed) = ask("php", "call.php", fault);
    assert_eq!(
        printed,
        r#"{"faultcode":"SOAP-ENV:Client","faultstring":"there is no function domain_update"}"#
    );
    let (_, printed) = ask("perl", "call.pl", fault);
    assert_eq!(printed, r#"["SOAP-ENV:Client","there is no function domain_update"]"#);
}
