//! Telephone numbers, in the form that EPP exchanges.

use phonenumber::country::Id;
use phonenumber::metadata::{DATABASE, Descriptors};

use super::country::Country;
use super::rules::{broken_rules, debug_hides, text_value};

broken_rules! {
    /// Why a text is not a telephone number.
    PhoneNumberError on "phone" {
        Form: "phone-form", "a telephone number is written with its country's code, as +33.147010203";
        CallingCode: "phone-country-code", "the telephone number's country code is not assigned";
        Length: "phone-length", "the telephone number does not have a length in use in its country";
    }
}

/// A telephone number in EPP form, `+CC.number` (RFC 5733 `e164StringType`).
///
/// Parsing reads what people write (`+33 1 47 01 02 03`, `0033 147010203`) and asks the numbering plan for
/// country code and length. Whether a range is assigned today is not asked: plans change faster than
/// metadata, and a subscriber's new number must be accepted.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// Reads an international number.
    pub fn parse(text: &str) -> Result<Self, PhoneNumberError> {
        if is_epp_form(text) {
            return Self::check_plan(text).map(|()| Self(text.to_owned()));
        }
        Self::read(text, None)
    }

    /// Reads a number as it is dialled within a country (`01 47 01 02 03`), or an international one.
    pub fn parse_in(text: &str, country: Country) -> Result<Self, PhoneNumberError> {
        if text.trim_start().starts_with('+') {
            return Self::parse(text);
        }
        Self::read(text, country.as_str().parse().ok())
    }

    /// The EPP form, `+33.147010203`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads what was recorded, by its shape: a number stays readable whatever the numbering plan becomes.
    fn recorded(text: &str) -> Result<Self, PhoneNumberError> {
        if is_epp_form(text) { Ok(Self(text.to_owned())) } else { Err(PhoneNumberError::Form) }
    }

    fn read(text: &str, country: Option<Id>) -> Result<Self, PhoneNumberError> {
        if text.len() > 40 || !text.chars().all(|c| c.is_ascii_digit() || "+ .-/()\u{a0}".contains(c)) {
            return Err(PhoneNumberError::Form);
        }
        let trimmed = text.trim();
        let dialled = match trimmed.strip_prefix("00") {
            Some(rest) => format!("+{rest}"),
            None => trimmed.to_owned(),
        };
        let number = phonenumber::parse(country, &dialled).map_err(|error| match error {
            phonenumber::ParseError::InvalidCountryCode if dialled.starts_with('+') => {
                PhoneNumberError::CallingCode
            }
            phonenumber::ParseError::TooShortNsn | phonenumber::ParseError::TooLong => {
                PhoneNumberError::Length
            }
            _ => PhoneNumberError::Form,
        })?;
        let epp = format!("+{}.{}", number.code().value(), number.national());
        if !is_epp_form(&epp) {
            return Err(PhoneNumberError::Length);
        }
        Self::check_plan(&epp).map(|()| Self(epp))
    }

    fn check_plan(epp: &str) -> Result<(), PhoneNumberError> {
        let (code, national) = epp[1..].split_once('.').unwrap_or_default();
        let code: u16 = code.parse().map_err(|_| PhoneNumberError::Form)?;
        let regions =
            DATABASE.by_code(&code).filter(|r| !r.is_empty()).ok_or(PhoneNumberError::CallingCode)?;
        let length = national.len() as u16;
        let in_use = regions.iter().any(|region| lengths(region.descriptors()).any(|used| used == length));
        if in_use { Ok(()) } else { Err(PhoneNumberError::Length) }
    }
}

/// The shape of RFC 5733: a plus, 1 to 3 digits, a dot, up to 14 digits.
fn is_epp_form(text: &str) -> bool {
    let Some((code, national)) = text.strip_prefix('+').and_then(|rest| rest.split_once('.')) else {
        return false;
    };
    let digits =
        |part: &str, most| (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    digits(code, 3) && digits(national, 14)
}

/// The lengths of the numbers that subscribers of a region have, of whatever kind.
fn lengths(kinds: &Descriptors) -> impl Iterator<Item = u16> {
    [
        kinds.fixed_line(),
        kinds.mobile(),
        kinds.voip(),
        kinds.toll_free(),
        kinds.shared_cost(),
        kinds.premium_rate(),
        kinds.personal_number(),
        kinds.pager(),
        kinds.uan(),
    ]
    .into_iter()
    .flatten()
    .flat_map(|kind| kind.possible_length().iter().copied())
}

text_value!(PhoneNumber, PhoneNumberError, recorded);
debug_hides!(PhoneNumber);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_becomes_the_epp_form() {
        let expected = "+33.147010203";
        for text in
            [expected, "+33 1 47 01 02 03", "+33147010203", "0033 1 47 01 02 03", "+33 (0)1 47.01.02.03"]
        {
            assert_eq!(PhoneNumber::parse(text).unwrap().as_str(), expected, "{text}");
        }
        let france = Country::parse("FR").unwrap();
        assert_eq!(PhoneNumber::parse_in("01 47 01 02 03", france).unwrap().as_str(), expected);
        assert_eq!(PhoneNumber::parse("+39 06 12345678").unwrap().as_str(), "+39.0612345678");
        assert_eq!(PhoneNumber::parse("+1.7035555555").unwrap().as_str(), "+1.7035555555");
    }

    #[test]
    fn every_rule_has_its_refusal() {
        use PhoneNumberError::*;
        let refusal = |text: &str| PhoneNumber::parse(text).expect_err(text);
        assert_eq!(refusal(""), Form);
        assert_eq!(refusal("call me"), Form);
        assert_eq!(refusal("01 47 01 02 03"), Form, "no country code");
        assert_eq!(refusal("+999.123456789"), CallingCode);
        assert_eq!(refusal("+33.14701"), Length);
        assert_eq!(refusal("+33.14701020304"), Length);
        assert_eq!(refusal(&"1".repeat(1000)), Form);
    }

    #[test]
    fn a_recorded_number_is_read_by_its_shape() {
        let read = |text: &str| serde_json::from_str::<PhoneNumber>(&format!("{text:?}"));
        assert_eq!(read("+33.1470").unwrap().as_str(), "+33.1470", "the plan may have changed since");
        assert!(read("+33147010203").is_err());
        assert!(read("").is_err());
    }

    #[test]
    fn the_number_stays_out_of_debug_output() {
        assert_eq!(format!("{:?}", PhoneNumber::parse("+33.147010203").unwrap()), "PhoneNumber(…)");
    }
}
