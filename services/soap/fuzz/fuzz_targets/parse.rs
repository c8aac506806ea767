//! Whatever is sent is read or refused; what is read survives writing, and every refusal is a message itself.

#![no_main]

use libfuzzer_sys::fuzz_target;
use soap::codec::{Answer, Fault, Request, Value};

fuzz_target!(|message: &[u8]| {
    for content_type in [None, Some("text/xml; charset=iso-8859-1")] {
        match Request::parse(message, content_type) {
            Ok(request) => written_again(request),
            Err(fault) => {
                let heard = Request::parse(fault.encode().as_bytes(), None);
                assert_eq!(heard, Err(Fault::Envelope { what: "holds no call" }));
            }
        }
    }
});

fn written_again(request: Request) {
    let answer = Answer { retcode: 1, retval: 1, retfields: Some(Value::List(request.arguments.clone())) };
    match Request::parse(answer.encode(&request.call).as_bytes(), None) {
        Ok(read) => {
            assert_eq!(read.call.namespace(), request.call.namespace());
            let Some(Value::Map(map)) = read.arguments.first() else { panic!("the answer is no Map") };
            assert!(map.get("retfields") == Some(&Value::List(request.arguments)));
        }
        // Types and keys take more room than they took.
        Err(Fault::TooLarge { .. } | Fault::TooDeep { .. } | Fault::TooMany { .. }) => {}
        Err(fault) => panic!("an answer cannot be read: {fault}"),
    }
}
