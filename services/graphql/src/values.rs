//! Scalars: the domain's own values, read once at the door.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use domain_model::values::{DomainName as Name, FieldError, HostName as Host};
use std::fmt::Display;

/// A domain name, in A-labels or as people write it; answered in A-labels.
#[derive(Clone, Debug)]
pub struct DomainName(pub Name);

#[Scalar]
impl ScalarType for DomainName {
    fn parse(value: Value) -> InputValueResult<Self> {
        text(&value, "DomainName").and_then(|text| Name::parse(text).map(Self).map_err(said))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// A host name, in A-labels or as people write it; answered in A-labels.
#[derive(Clone, Debug)]
pub struct HostName(pub Host);

#[Scalar]
impl ScalarType for HostName {
    fn parse(value: Value) -> InputValueResult<Self> {
        text(&value, "HostName").and_then(|text| Host::parse(text).map(Self).map_err(said))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// Points: a whole number; 100 are one unit of the account's currency, before tax.
#[derive(Clone, Copy, Debug)]
pub struct Points(pub i64);

#[Scalar]
impl ScalarType for Points {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::Number(number) => number
                .as_i64()
                .map(Self)
                .ok_or_else(|| InputValueError::custom("Points: a whole number is expected")),
            _ => Err(InputValueError::custom("Points: a whole number is expected")),
        }
    }

    fn to_value(&self) -> Value {
        Value::Number(self.0.into())
    }
}

fn text<'v, T: async_graphql::InputType>(
    value: &'v Value,
    what: &str,
) -> Result<&'v str, InputValueError<T>> {
    match value {
        Value::String(text) => Ok(text),
        _ => Err(InputValueError::custom(format!("{what}: a text is expected"))),
    }
}

fn said<T: async_graphql::InputType>(error: impl Display) -> InputValueError<T> {
    InputValueError::custom(error)
}

/// A value of an input field, or the field's name and rule.
///
/// # Errors
/// The rule that is broken.
pub fn field<T, E: Display>(name: &str, parsed: Result<T, E>) -> Result<T, Vec<FieldError>> {
    parsed.map_err(|error| vec![FieldError::new(name, "invalid", error.to_string())])
}

/// A duration as ISO 8601 words it; a year has 365 days and a month 30. At most a hundred years.
pub fn duration(text: &str) -> Option<chrono::TimeDelta> {
    let rest = text.strip_prefix('P').filter(|rest| !rest.is_empty())?;
    let (date, time) = rest.split_once('T').map_or((rest, None), |(date, time)| (date, Some(time)));
    let mut seconds = 0i64;
    for (part, units) in [
        (date, &[('Y', 31_536_000i64), ('M', 2_592_000), ('W', 604_800), ('D', 86_400)][..]),
        (time.unwrap_or_default(), &[('H', 3_600), ('M', 60), ('S', 1)][..]),
    ] {
        let mut digits = String::new();
        for character in part.chars() {
            if character.is_ascii_digit() {
                digits.push(character);
                continue;
            }
            let (_, unit) = units.iter().find(|(letter, _)| *letter == character)?;
            let number: i64 = std::mem::take(&mut digits).parse().ok()?;
            seconds = seconds.checked_add(number.checked_mul(*unit)?)?;
        }
        if !digits.is_empty() {
            return None;
        }
    }
    const LONGEST: i64 = 100 * 31_536_000;
    (time != Some("") && (1..=LONGEST).contains(&seconds)).then(|| chrono::TimeDelta::seconds(seconds))
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn durations_are_read_as_iso_8601_words_them() {
        for (text, seconds) in
            [("P35D", 3_024_000), ("PT36H", 129_600), ("P1Y", 31_536_000), ("P1DT1M1S", 86_461)]
        {
            assert_eq!(duration(text).map(|span| span.num_seconds()), Some(seconds), "{text}");
        }
        for wrong in
            ["", "P", "35D", "P35", "PT", "P1DT", "P-1D", "P0D", "P1X", "P101Y", "PT99999999999999999999S"]
        {
            assert_eq!(duration(wrong), None, "{wrong}");
        }
    }
}
