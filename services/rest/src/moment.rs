//! Moments as the paper prints them.

use chrono::{DateTime, SecondsFormat, Utc};

/// RFC 3339 with an offset, to the second: `2020-10-18T13:44:30+00:00`.
pub(crate) fn text(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_printed_as_the_paper_prints_it() {
        let at: DateTime<Utc> = "2020-10-18T15:44:30.123456+02:00".parse().unwrap();
        assert_eq!(text(at), "2020-10-18T13:44:30+00:00");
    }
}
