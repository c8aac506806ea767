//! Configuration of the REST door.

use super::Logins;
use application::{AccessSettings, Quota};
use serde::Deserialize;
use std::time::Duration;

/// The REST door.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rest {
    /// A signed call is taken so many seconds before and after its timestamp, by the real time.
    pub signature_window_seconds: u32,
    /// A request for a credential that nobody answers lapses after so many hours.
    pub answered_within_hours: u32,
    /// An address may make so many calls without a signature (carts, offers, requests for credentials) …
    pub anonymous_calls: u32,
    /// … in so many seconds.
    pub anonymous_seconds: u32,
    /// Nobody is counted.
    pub no_limits: bool,
    /// How calls that prove nothing are answered, by key and address.
    pub failures: Logins,
}

impl Default for Rest {
    fn default() -> Self {
        let settings = AccessSettings::default();
        let quota = settings.anonymous.unwrap_or_default();
        let seconds = |time: Duration| u32::try_from(time.as_secs()).unwrap_or(u32::MAX);
        Self {
            signature_window_seconds: seconds(settings.signature_window),
            answered_within_hours: seconds(settings.answered_within) / 3600,
            anonymous_calls: quota.calls,
            anonymous_seconds: seconds(quota.within),
            no_limits: false,
            failures: Logins::default(),
        }
    }
}

impl Rest {
    /// As the application takes them.
    pub fn settings(self) -> AccessSettings {
        let within = Duration::from_secs(self.anonymous_seconds.into());
        let quota = Quota { calls: self.anonymous_calls, within };
        AccessSettings {
            signature_window: Duration::from_secs(self.signature_window_seconds.into()),
            answered_within: Duration::from_secs(u64::from(self.answered_within_hours) * 3600),
            failures: self.failures.limits(),
            anonymous: (!self.no_limits).then_some(quota),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_said_is_as_the_application_has_it() {
        assert_eq!(toml::from_str::<Rest>("").unwrap().settings(), AccessSettings::default());
        let free: Rest = toml::from_str("no_limits = true").unwrap();
        assert_eq!(free.settings().anonymous, None);
        let wrong = toml::from_str::<Rest>("anonymus_calls = 3").unwrap_err();
        assert!(wrong.to_string().contains("anonymus_calls"), "{wrong}");
    }
}
