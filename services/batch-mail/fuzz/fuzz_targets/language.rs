//! Whatever is written is an order or named by its line; the same content is the same content in any layout, and what the
//! assistant writes down again is read as the same.

#![no_main]

use batch_mail::assistant::Draft;
use batch_mail::language::{Reading, Rules};
use chrono::NaiveDate;
use domain_model::policy::Catalogue;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(Catalogue::embedded);

fuzz_target!(|text: &str| {
    let on = NaiveDate::from_ymd_opt(2026, 11, 27).expect("a day");
    let rules = Rules { catalogue: &CATALOGUE, on, handle_suffix: "FREE" };
    for flowed in [None, Some(false), Some(true)] {
        let reading = Reading::of(text, flowed);
        let lines = u32::try_from(text.split('\n').count()).unwrap_or(u32::MAX);
        match reading.instruction(rules) {
            Ok(_) => {
                assert_eq!(Reading::of(&format!("\n# again\n{text}"), flowed).digest(), reading.digest())
            }
            Err(mistakes) => {
                assert!(!mistakes.is_empty() && mistakes.len() <= 51);
                for mistake in mistakes {
                    assert!(mistake.line.is_none_or(|line| (1..=lines).contains(&line)), "{mistake}");
                    assert!(!mistake.to_string().contains(['\n', '\r']), "{mistake:?}");
                }
            }
        }
    }
    if let Ok(draft) = Draft::read(text) {
        let again = Draft::read(&draft.text()).expect("what was written is read");
        assert_eq!(again.text(), draft.text());
        assert_eq!(Reading::of(&draft.text(), None).digest(), Reading::of(text, None).digest());
    }
});
