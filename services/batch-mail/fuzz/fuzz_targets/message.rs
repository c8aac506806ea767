//! Whatever comes is read or refused, and what goes into the header of an answer has no line break.

#![no_main]

use batch_mail::message::{MOST_BYTES, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|raw: &[u8]| {
    let Ok(message) = read(raw) else { return };
    assert!(raw.len() <= MOST_BYTES);
    let ids = message.references.iter().chain(&message.message_id);
    for text in ids.chain(&message.subject) {
        assert!(!text.contains(['\n', '\r', '\0']), "{text:?}");
    }
    assert!(message.references.len() <= 20);
});
