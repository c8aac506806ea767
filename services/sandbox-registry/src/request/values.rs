//! Values that occur in several commands, parsed once.

use std::net::IpAddr;

use chrono::NaiveDate;

use crate::code::{Refusal, ResultCode};
use crate::secret::Secret;
use crate::state::{ObjectKind, Status};
use crate::xml::{Element, Sequence, ns};

/// Most names of one check command.
const CHECK_NAMES: usize = 100;

/// An authorization code as a client offers it.
#[derive(Debug, Clone)]
pub struct AuthInfo {
    pub password: Secret,
    /// The object that the code belongs to, where it is not the one that the command names.
    pub roid: Option<String>,
}

/// The namespace of an object service.
pub fn namespace(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::Domain => ns::DOMAIN,
        ObjectKind::Contact => ns::CONTACT,
        ObjectKind::Host => ns::HOST,
    }
}

/// The element that names an object.
pub fn identifier(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::Contact => "id",
        ObjectKind::Domain | ObjectKind::Host => "name",
    }
}

/// Reads the name of an object.
pub fn name_of(element: &Element, kind: ObjectKind) -> Result<String, Refusal> {
    match kind {
        ObjectKind::Contact => client_id(element),
        ObjectKind::Domain | ObjectKind::Host => host_name(&element.token()),
    }
}

/// The names of a check command: one at least.
pub fn names(body: &Element, kind: ObjectKind) -> Result<Vec<String>, Refusal> {
    let mut sequence = Sequence::new(body, namespace(kind));
    let first = sequence.required(identifier(kind))?;
    let others = sequence.many(identifier(kind));
    sequence.end()?;
    if others.len() >= CHECK_NAMES {
        return Err(ResultCode::ParameterPolicy.because(format!("at most {CHECK_NAMES} names a check")));
    }
    std::iter::once(first).chain(others).map(|element| name_of(element, kind)).collect()
}

/// The name in a command that holds nothing else.
pub fn only_name(body: &Element, kind: ObjectKind) -> Result<String, Refusal> {
    let mut sequence = Sequence::new(body, namespace(kind));
    let name = name_of(sequence.required(identifier(kind))?, kind)?;
    sequence.end()?;
    Ok(name)
}

/// A host or domain name: letters, digits and hyphens, at least two labels, in lower case.
pub fn host_name(text: &str) -> Result<String, Refusal> {
    let name = text.to_ascii_lowercase();
    let labels: Vec<&str> = name.split('.').collect();
    let valid = name.len() <= 253 && labels.len() >= 2 && labels.iter().all(|label| is_label(label));
    if valid { Ok(name) } else { Err(ResultCode::ParameterSyntax.because("not a host name")) }
}

/// Hyphens in third and fourth place are left to A-labels (RFC 5891, section 4.2.3.1).
fn is_label(label: &str) -> bool {
    let octets = label.as_bytes();
    let characters = octets.iter().all(|o| o.is_ascii_alphanumeric() || *o == b'-');
    let hyphens = label.starts_with('-') || label.ends_with('-');
    let reserved = octets.get(2..4) == Some(b"--") && !label.starts_with("xn--");
    (1..=63).contains(&octets.len()) && characters && !hyphens && !reserved
}

/// Whether a text can be the identifier of a client or contact (`eppcom:clIDType`).
pub fn is_client_id(text: &str) -> bool {
    (3..=16).contains(&text.chars().count())
        && text.chars().all(|c| c.is_ascii_graphic())
        && !text.contains(['<', '>', '&', '"', '\''])
}

/// The identifier of a client or contact.
pub fn client_id(element: &Element) -> Result<String, Refusal> {
    let id = element.token();
    if is_client_id(&id) {
        return Ok(id);
    }
    Err(ResultCode::ParameterSyntax.because(format!("<{}> has 3 to 16 ASCII characters", element.name)))
}

/// A validity period in whole years; months are accepted as multiples of twelve.
pub fn period(element: Option<&Element>) -> Result<Option<u32>, Refusal> {
    let Some(element) = element else { return Ok(None) };
    let value: u32 = element
        .token()
        .parse()
        .map_err(|_| ResultCode::ParameterSyntax.because("<period> is not a number"))?;
    if !(1..=99).contains(&value) {
        return Err(ResultCode::ParameterRange.because("<period> is 1 to 99"));
    }
    match element.attribute("unit") {
        Some("y") => Ok(Some(value)),
        Some("m") if value.is_multiple_of(12) => Ok(Some(value / 12)),
        Some("m") => Err(ResultCode::ParameterPolicy.because("<period> is a whole number of years")),
        _ => Err(ResultCode::SyntaxError.because("<period> needs the unit y or m")),
    }
}

/// A date as `curExpDate` has it, with or without the time zone that XML Schema allows.
pub fn date(element: &Element) -> Result<NaiveDate, Refusal> {
    let token = element.token();
    let text = token.strip_suffix('Z').unwrap_or(&token);
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .map_err(|_| ResultCode::ParameterSyntax.because(format!("<{}> is not a date", element.name)))
}

/// An `authInfo` element.
pub fn auth_info(element: Option<&Element>, namespace: &'static str) -> Result<Option<AuthInfo>, Refusal> {
    let Some(element) = element else { return Ok(None) };
    let mut sequence = Sequence::new(element, namespace);
    if sequence.optional("ext").is_some() {
        return Err(ResultCode::UnimplementedOption.because("authInfo is a password here"));
    }
    let password = sequence.required("pw")?;
    sequence.end()?;
    let roid = password.attribute("roid").map(str::to_owned);
    Ok(Some(AuthInfo { password: Secret::new(normalized(&password.text)), roid }))
}

/// The authorization code of a new object: 6 to 64 characters.
pub fn new_auth(element: &Element, namespace: &'static str) -> Result<Secret, Refusal> {
    let auth = auth_info(Some(element), namespace)?
        .ok_or_else(|| ResultCode::RequiredMissing.because("authInfo is required"))?;
    let length = auth.password.reveal().chars().count();
    if (6..=64).contains(&length) {
        Ok(auth.password)
    } else {
        Err(ResultCode::ParameterPolicy.because("an authorization code has 6 to 64 characters"))
    }
}

/// An IP address with the version that its attribute tells (`v4` by default).
pub fn address(element: &Element) -> Result<IpAddr, Refusal> {
    let parsed = element.token().parse::<IpAddr>().ok().filter(|address| {
        let version = element.attribute("ip").unwrap_or("v4");
        matches!((address, version), (IpAddr::V4(_), "v4") | (IpAddr::V6(_), "v6"))
    });
    parsed.ok_or_else(|| ResultCode::ParameterSyntax.because("<addr> is not an address of its version"))
}

/// The statuses that a client adds or removes.
pub fn statuses(elements: &[&Element], kind: ObjectKind) -> Result<Vec<Status>, Refusal> {
    let read = |element: &&Element| {
        let word = element.attribute("s").unwrap_or_default();
        let status = Status::read(word)
            .ok_or_else(|| ResultCode::ParameterSyntax.because("<status> has no known s attribute"))?;
        if status.client_settable(kind) {
            return Ok(status);
        }
        Err(ResultCode::ParameterPolicy.because(format!("{word} is not the client's to set")))
    };
    elements.iter().map(read).collect()
}

/// A token within lengths, counted in characters.
pub fn token(element: &Element, lengths: std::ops::RangeInclusive<usize>) -> Result<String, Refusal> {
    let token = element.token();
    if lengths.contains(&token.chars().count()) {
        return Ok(token);
    }
    let (least, most) = (lengths.start(), lengths.end());
    Err(ResultCode::ParameterSyntax.because(format!("<{}> has {least} to {most} characters", element.name)))
}

/// A number of a fixed type.
pub fn number<N: std::str::FromStr>(element: &Element) -> Result<N, Refusal> {
    let token = element.token();
    let digits = !token.is_empty() && token.bytes().all(|octet| octet.is_ascii_digit());
    token.parse().ok().filter(|_| digits).ok_or_else(|| {
        let code = if digits { ResultCode::ParameterRange } else { ResultCode::ParameterSyntax };
        code.because(format!("<{}> is not a number in its range", element.name))
    })
}

/// White space as `xs:normalizedString` has it.
fn normalized(text: &str) -> String {
    text.replace(['\t', '\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_names_are_letters_digits_and_hyphens() {
        for good in ["a.com", "A-B.co.uk", "xn--caf-dma.fr", "1.2.info"] {
            assert_eq!(host_name(good), Ok(good.to_ascii_lowercase()));
        }
        let long = format!("{}.com", "a".repeat(64));
        for bad in
            ["com", "", ".com", "a..com", "-a.com", "a-.com", "ab--c.com", "a_b.com", "é.fr", "a.com.", &long]
        {
            assert_eq!(host_name(bad).unwrap_err().code, ResultCode::ParameterSyntax, "{bad}");
        }
    }
}
