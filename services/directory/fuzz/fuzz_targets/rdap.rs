//! What RDAP reads: a segment of a path as a name, a host or a handle, and the pattern of a search. What was read is read
//! again from its links; a pattern without a star fits itself.

#![no_main]

use application::directory::Pattern;
use axum::extract::Query;
use axum::http::Uri;
use domain_model::values::{ContactHandle, DomainName, HostName};
use libfuzzer_sys::fuzz_target;
use std::collections::BTreeMap;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    segment(text);
    search(text);
    let Ok(uri) = format!("/rdap/domains?{text}").parse::<Uri>() else { return };
    let Ok(Query(parameters)) = Query::<BTreeMap<String, String>>::try_from_uri(&uri) else { return };
    parameters.values().for_each(|value| search(value));
});

fn segment(text: &str) {
    match DomainName::parse(text) {
        Ok(name) => {
            assert!(name.as_str().bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.')));
            assert_eq!(DomainName::parse(name.as_str()), Ok(name.clone()));
            assert_eq!(DomainName::parse(&name.unicode()), Ok(name));
        }
        Err(error) => assert!(!error.to_string().contains(char::is_control), "{error:?}"),
    }
    if let Ok(host) = HostName::parse(text) {
        assert_eq!(HostName::parse(host.as_str()), Ok(host));
    }
    if let Ok(handle) = ContactHandle::parse(text) {
        assert_eq!(ContactHandle::parse(handle.as_str()), Ok(handle));
    }
}

fn search(text: &str) {
    let Ok(pattern) = Pattern::parse(text) else { return };
    let plain = text.trim().trim_end_matches('.').to_lowercase();
    match plain.contains('*') {
        false => assert!(pattern.fits(&plain)),
        true => assert!(pattern.fits(&plain.replace('*', "")), "a star is nothing, too"),
    }
}
