//! Handles: short names by which accounts and contacts are called in the papers.

use icu_normalizer::DecomposingNormalizerBorrowed;

use super::rules::{broken_rules, debug_shows, text_value};

broken_rules! {
    /// Why a text is not the nichandle of an account.
    NichandleError on "nichandle" {
        Form: "nichandle-form", "a nichandle is letters and digits, a dash and a suffix, as ve174-ovh";
    }
}

/// The name of an account (`ve174-ovh`): letters, digits, a dash and the registrar's suffix. Case does not
/// matter; it is kept in lower case.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Nichandle(String);

impl Nichandle {
    /// Reads a nichandle in any case.
    pub fn parse(text: &str) -> Result<Self, NichandleError> {
        match well_formed(text, 16) {
            true => Ok(Self(text.to_ascii_lowercase())),
            false => Err(NichandleError::Form),
        }
    }

    /// Makes a nichandle: two initials (of given and family name; of the organisation where a name is missing), the number,
    /// and the registrar's suffix. A name without a Latin letter counts as `x`.
    pub fn compose(
        first_name: &str,
        last_name: &str,
        organisation: &str,
        number: u64,
        suffix: &str,
    ) -> Result<Self, NichandleError> {
        let initials = [first_name, last_name, organisation].into_iter().filter_map(initial);
        let initials: String = initials.chain(['X', 'X']).take(2).collect();
        Self::parse(&format!("{initials}{number}-{suffix}"))
    }

    /// The nichandle in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

text_value!(Nichandle, NichandleError);
debug_shows!(Nichandle);

broken_rules! {
    /// Why a text is not the handle of a contact.
    ContactHandleError on "handle" {
        Form: "handle-form", "a contact's handle is initials, a number, a dash and a suffix, as PD86-FREE";
        NoLetter: "handle-no-letter", "names and organisation have no letter: no handle can be made of them";
    }
}

/// The handle of a contact (`PD86-FREE`): initials, number, dash, suffix, in upper case.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ContactHandle(String);

impl ContactHandle {
    /// Reads a handle in any case.
    pub fn parse(text: &str) -> Result<Self, ContactHandleError> {
        let (letters, digits) = initials_and_number(text);
        match well_formed(text, 20) && letters <= 4 && digits > 0 {
            true => Ok(Self(text.to_ascii_uppercase())),
            false => Err(ContactHandleError::Form),
        }
    }

    /// Makes a handle: the initials of first name, last name and organisation (as far as they are given),
    /// the number, and the registrar's suffix. A name without a Latin letter counts as `X`; where no name has a
    /// letter of any script, there is nobody to be called by a handle.
    ///
    /// The initials are the only personal part; the number keeps handles apart.
    pub fn compose(
        first_name: &str,
        last_name: &str,
        organisation: &str,
        number: u64,
        suffix: &str,
    ) -> Result<Self, ContactHandleError> {
        let names = [first_name, last_name, organisation];
        if !names.iter().any(|name| name.chars().any(char::is_alphabetic)) {
            return Err(ContactHandleError::NoLetter);
        }
        let initials: String = names.into_iter().filter_map(initial).collect();
        Self::parse(&format!("{initials}{number}-{suffix}"))
    }

    /// The handle in upper case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

text_value!(ContactHandle, ContactHandleError);
debug_shows!(ContactHandle);

/// The initial of a name: its first Latin letter without its accent, `X` where it has none.
fn initial(name: &str) -> Option<char> {
    let name = name.trim();
    if name.is_empty() {
        return None;
    }
    let decomposed = DecomposingNormalizerBorrowed::new_nfd().normalize(name);
    let letter = decomposed.chars().take(64).find(char::is_ascii_alphabetic);
    Some(letter.unwrap_or('X').to_ascii_uppercase())
}

fn initials_and_number(text: &str) -> (usize, usize) {
    let body = text.split('-').next().unwrap_or_default();
    let letters = body.bytes().take_while(u8::is_ascii_alphabetic).count();
    (letters, body.len() - letters)
}

/// One to many letters, then digits, one dash, and a suffix of letters and digits that begins with a letter.
fn well_formed(text: &str, longest_body: usize) -> bool {
    let Some((body, suffix)) = text.split_once('-') else { return false };
    let (letters, _) = initials_and_number(text);
    let digits_only_after = body.bytes().skip(letters).all(|b| b.is_ascii_digit());
    let suffix_fits = (1..=10).contains(&suffix.len())
        && suffix.starts_with(|c: char| c.is_ascii_alphabetic())
        && suffix.bytes().all(|b| b.is_ascii_alphanumeric());
    (1..=longest_body).contains(&body.len()) && letters > 0 && digits_only_after && suffix_fits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handles_of_the_papers_are_read_in_any_case() {
        assert_eq!(Nichandle::parse("VE174-OVH").unwrap().as_str(), "ve174-ovh");
        for handle in ["PD86-FREE", "QQQ123-FREE", "AAA1234-FREE"] {
            assert_eq!(ContactHandle::parse(&handle.to_lowercase()).unwrap().as_str(), handle);
        }
    }

    #[test]
    fn malformed_handles_are_refused() {
        for text in ["", "ve174", "174-ovh", "ve1a4-ovh", "ve174-", "ve174-o v", "ve174-1a", "é1-ovh", "-ovh"]
        {
            assert_eq!(Nichandle::parse(text), Err(NichandleError::Form), "{text}");
        }
        for text in ["PD-FREE", "ABCDE1-FREE", "86-FREE", "PD86"] {
            assert_eq!(ContactHandle::parse(text), Err(ContactHandleError::Form), "{text}");
        }
    }

    #[test]
    fn a_nichandle_is_made_of_two_initials_and_a_number() {
        let compose =
            |first, last, org| Nichandle::compose(first, last, org, 1234, "ovh").unwrap().to_string();
        assert_eq!(compose("Valérie", "Étienne", "Atelier"), "ve1234-ovh");
        assert_eq!(compose("", "", "BookMyName"), "bx1234-ovh");
        assert_eq!(compose("Ama", "", "Noms"), "an1234-ovh");
        assert_eq!(compose("李", "小龙", ""), "xx1234-ovh");
        assert!(Nichandle::compose("A", "B", "", 1, "not a suffix").is_err());
    }

    #[test]
    fn initials_come_from_the_names() {
        let compose =
            |first, last, org| ContactHandle::compose(first, last, org, 86, "free").unwrap().to_string();
        assert_eq!(compose("Pierre", "DUPOND", ""), "PD86-FREE");
        assert_eq!(compose("Éric", "ørsted 3M", "Acme"), "ERA86-FREE");
        assert_eq!(compose("李", "小龙", ""), "XX86-FREE");
        assert_eq!(compose("", "", "3M"), "M86-FREE");
        for nobody in [["", "", ""], ["1", "2", "3"], ["...", "---", ""]] {
            let [first, last, org] = nobody;
            let refused = ContactHandle::compose(first, last, org, 86, "free");
            assert_eq!(refused, Err(ContactHandleError::NoLetter), "{nobody:?}");
        }
        assert!(ContactHandle::compose("A", "B", "", 1, "not a suffix").is_err());
    }
}
