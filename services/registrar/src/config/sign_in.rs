//! `[sign_in]`: how the people who work here sign in at the back-office pages.

use super::Logins;
use anyhow::Context;
use application::ports::IdentityProvider;
use application::{SecondFactorRule, SignInSettings};
use openid::{OpenIdConfig, OpenIdProvider};
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;

/// How the people who work here sign in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SignIn {
    /// Whether somebody may sign in without a second factor.
    pub second_factor: SecondFactor,
    /// A session ends so many minutes after it was opened …
    pub session_minutes: u32,
    /// … and when it was not used for so many. Each server has its own memory of that: behind several of them a person has
    /// to stay with one.
    pub idle_minutes: u32,
    /// What programs for codes call the registrar.
    pub issuer: String,
    /// How failures are answered, by login and address.
    pub failures: Logins,
    /// Who vouches for people beside their passwords; nobody where it is absent.
    pub openid_connect: Option<OpenIdConfig>,
}

/// Whether somebody may sign in without a second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SecondFactor {
    /// Nobody may: who has none sets one up at the next sign-in.
    Required,
    /// Who has set none up may.
    Optional,
}

impl Default for SignIn {
    fn default() -> Self {
        let settings = SignInSettings::default();
        let minutes = |time: Duration| u32::try_from(time.as_secs() / 60).unwrap_or(u32::MAX);
        Self {
            second_factor: SecondFactor::Required,
            session_minutes: minutes(settings.lifetime),
            idle_minutes: minutes(settings.idle),
            issuer: settings.issuer,
            failures: Logins::default(),
            openid_connect: None,
        }
    }
}

impl SignIn {
    /// As the application takes them.
    ///
    /// # Errors
    /// The issuer cannot stand in an address for programs, or sessions would end as they begin.
    pub fn settings(&self) -> anyhow::Result<SignInSettings> {
        let named = !self.issuer.is_empty() && !self.issuer.contains(':');
        anyhow::ensure!(named, "sign_in.issuer: a name without a colon is expected");
        anyhow::ensure!(
            self.session_minutes > 0 && self.idle_minutes > 0,
            "sign_in.session_minutes and idle_minutes: more than 0 are expected"
        );
        let minutes = |minutes: u32| Duration::from_secs(u64::from(minutes) * 60);
        Ok(SignInSettings {
            second_factor: match self.second_factor {
                SecondFactor::Required => SecondFactorRule::Required,
                SecondFactor::Optional => SecondFactorRule::Optional,
            },
            lifetime: minutes(self.session_minutes),
            idle: minutes(self.idle_minutes),
            issuer: self.issuer.clone(),
            failures: self.failures.limits(),
        })
    }
}

impl SignIn {
    /// The provider that vouches for people, which comes back to the public address.
    ///
    /// # Errors
    /// It is not set up rightly.
    pub fn provider(&self, public_url: &str) -> anyhow::Result<Option<Arc<dyn IdentityProvider>>> {
        let Some(config) = &self.openid_connect else { return Ok(None) };
        let redirect = format!("{}{}", public_url.trim_end_matches('/'), graphql::PROVIDER_RETURNS);
        let provider = OpenIdProvider::new(config.clone(), &redirect).context("[sign_in.openid_connect]")?;
        Ok(Some(Arc::new(provider)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> anyhow::Result<SignInSettings> {
        toml::from_str::<SignIn>(text)?.settings()
    }

    #[test]
    fn nothing_said_is_the_strict_way_and_mistakes_are_named() {
        assert_eq!(read("").unwrap(), SignInSettings::default());
        assert_eq!(SignInSettings::default().second_factor, SecondFactorRule::Required);
        let loose = read("second_factor = \"optional\"\nidle_minutes = 5").unwrap();
        assert_eq!(loose.second_factor, SecondFactorRule::Optional);
        assert_eq!((loose.idle, loose.lifetime), (Duration::from_secs(300), Duration::from_hours(8)));
        for (wrong, named) in [
            ("second_faktor = \"optional\"", "second_faktor"),
            ("second_factor = \"never\"", "never"),
            ("issuer = \"a:b\"", "issuer"),
            ("idle_minutes = 0", "idle_minutes"),
        ] {
            let error = format!("{:#}", read(wrong).unwrap_err());
            assert!(error.contains(named), "{wrong}: {error}");
        }
    }
}
