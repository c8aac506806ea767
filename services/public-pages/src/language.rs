//! In which language a page speaks.

use axum::extract::FromRequestParts;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;
use domain_model::values::Locale;
use std::convert::Infallible;

/// The languages of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    French,
    English,
}

impl Language {
    /// As BCP 47 writes it.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::French => "fr",
            Self::English => "en",
        }
    }

    /// The language of a tag such as `fr-CA`, in any case.
    fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next().unwrap_or_default();
        [Self::French, Self::English]
            .into_iter()
            .find(|language| language.tag().eq_ignore_ascii_case(primary))
    }
}

/// What a visitor would read.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Reader {
    /// `?lang=` of the address.
    chosen: Option<Language>,
    /// The browser's.
    accepted: Option<Language>,
}

impl Reader {
    /// What the visitor chose; else the language in which the person is written to; else the browser's.
    pub(crate) fn language(self, locale: Option<Locale>) -> Language {
        let written = match locale {
            Some(Locale::Fr) => Some(Language::French),
            Some(Locale::En) => Some(Language::English),
            _ => None,
        };
        self.chosen.or(written).or(self.accepted).unwrap_or(Language::English)
    }
}

impl<S: Sync> FromRequestParts<S> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        let query = parts.uri.query().unwrap_or_default();
        let chosen =
            query.split('&').filter_map(|pair| pair.strip_prefix("lang=")).find_map(Language::of_tag);
        let accepted =
            parts.headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).and_then(preferred);
        Ok(Self { chosen, accepted })
    }
}

/// The one of ours that `Accept-Language` (RFC 9110, section 12.5.4) likes best; the first where two are equal.
fn preferred(header: &str) -> Option<Language> {
    let mut best: Option<(Language, f32)> = None;
    for range in header.split(',') {
        let mut parts = range.split(';').map(str::trim);
        let Some(language) = parts.next().and_then(Language::of_tag) else { continue };
        let quality = parts.find_map(|part| part.strip_prefix("q=")).map_or(Some(1.0), |q| q.parse().ok());
        let Some(quality) = quality.filter(|quality| *quality > 0.0) else { continue };
        if best.is_none_or(|(_, most)| quality > most) {
            best = Some((language, quality));
        }
    }
    best.map(|(language, _)| language)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, French};

    #[test]
    fn the_browsers_languages_are_weighed() {
        assert_eq!(preferred("fr-CA, fr;q=0.9, en;q=0.8"), Some(French));
        assert_eq!(preferred("de, fr;q=0.3, en-GB;q=0.7"), Some(English));
        assert_eq!(preferred("EN, fr"), Some(English));
        assert_eq!(preferred("fr;q=0, de"), None);
        assert_eq!(preferred("french"), None);
        assert_eq!(preferred(";;q=,"), None);
    }

    #[test]
    fn a_choice_wins_over_the_person_and_the_person_over_the_browser() {
        let reader = |chosen, accepted| Reader { chosen, accepted };
        assert_eq!(reader(Some(English), Some(French)).language(Some(Locale::Fr)), English);
        assert_eq!(reader(None, Some(English)).language(Some(Locale::Fr)), French);
        assert_eq!(reader(None, Some(French)).language(Some(Locale::De)), French);
        assert_eq!(reader(None, None).language(Some(Locale::Es)), English);
        assert_eq!(reader(None, Some(French)).language(None), French);
    }
}
