//! Whatever line is sent asks for one thing or is refused in one line; what was read is read again from what is written.

#![no_main]

use directory::whois::{Query, read};
use libfuzzer_sys::fuzz_target;

fn asked(line: &str) -> Option<Query> {
    read(line.as_bytes(), |_| false).ok()
}

fuzz_target!(|line: &[u8]| {
    match read(line, |name| name == "Registrar SAS") {
        Ok(Query::Name(name)) => {
            for written in [name.as_str(), name.unicode().as_ref()] {
                assert_eq!(asked(&format!("domain {written}")), Some(Query::Name(name.clone())));
            }
        }
        Ok(Query::Host(host)) => {
            assert_eq!(asked(&format!("nameserver {}", host.as_str())), Some(Query::Host(host)));
        }
        Ok(Query::Handle(handle)) => {
            assert_eq!(asked(&format!("contact {}", handle.as_str())), Some(Query::Handle(handle)));
        }
        Ok(Query::Registrar | Query::Help) => {}
        // What is wrong is said in a line of its own, whatever was sent.
        Err(problem) => assert!(!problem.to_string().contains(char::is_control), "{problem:?}"),
    }
});
