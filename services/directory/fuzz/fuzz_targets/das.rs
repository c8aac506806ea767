//! Whatever line is sent asks for a name or is refused; a name is answered in the form in which it was asked for, which
//! breaks no line.

#![no_main]

use directory::das::{Query, read};
use domain_model::values::DomainName;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|line: &[u8]| {
    let Query::Get(written) = read(line) else { return };
    assert_eq!(read(format!("get 1.0 {written}").as_bytes()), Query::Get(written));
    match DomainName::parse(written.strip_suffix('.').unwrap_or(written)) {
        Ok(name) => {
            assert!(!written.contains(char::is_control), "{written:?} would break a line");
            assert_eq!(DomainName::parse(name.as_str()), Ok(name.clone()));
            assert_eq!(DomainName::parse(&name.unicode()), Ok(name.clone()));
        }
        Err(error) => assert!(!error.to_string().contains(char::is_control), "{error:?}"),
    }
});
