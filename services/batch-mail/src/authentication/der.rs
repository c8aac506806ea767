//! As much of CMS (RFC 5652) as OpenSSL's binding does not show: what is signed, by which digest, when, and with which
//! certificates. DER with definite lengths; OpenSSL writes it so.

use chrono::{DateTime, NaiveDateTime, Utc};

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const OCTETS: u8 = 0x04;
const OBJECT: u8 = 0x06;
const FIRST: u8 = 0xa0;
const UTC_TIME: u8 = 0x17;
const GENERAL_TIME: u8 = 0x18;

/// 1.2.840.113549.1.7.2, signedData.
const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
/// 1.2.840.113549.1.9.5, signingTime.
const SIGNING_TIME: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x05];
/// 2.16.840.1.101.3.4.2, NIST's digests.
const NIST_DIGESTS: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02];
/// SHA-256, -384, -512; SHA3-256, -384, -512.
const STRONG: [u8; 6] = [1, 2, 3, 8, 9, 10];

/// Signed data.
pub(super) struct SignedData<'d> {
    /// What it holds itself.
    pub content: Option<&'d [u8]>,
    /// The certificates that come with it, in DER.
    pub certificates: Vec<&'d [u8]>,
    pub signers: Vec<Signer>,
}

/// What a signature says of itself.
pub(super) struct Signer {
    /// SHA-2 or SHA-3 of 256 bits or more.
    pub strong: bool,
    /// Signed with the rest.
    pub made: Option<DateTime<Utc>>,
}

/// A value with its tag.
#[derive(Clone, Copy)]
struct Value<'d> {
    tag: u8,
    content: &'d [u8],
    whole: &'d [u8],
}

/// The values of a constructed one, in order; ends at the first that cannot be read.
struct Values<'d>(&'d [u8]);

impl<'d> Iterator for Values<'d> {
    type Item = Value<'d>;

    fn next(&mut self) -> Option<Value<'d>> {
        let all = self.0;
        let (tag, rest) = all.split_first()?;
        let (first, rest) = rest.split_first()?;
        let (length, rest) = match first {
            short if *short < 0x80 => (usize::from(*short), rest),
            long => {
                let (digits, rest) = rest.split_at_checked(usize::from(long & 0x7f))?;
                // Four octets of length are more than a mail has; none is the indefinite form.
                if !(1..=4).contains(&digits.len()) {
                    return None;
                }
                (digits.iter().fold(0usize, |length, digit| length << 8 | usize::from(*digit)), rest)
            }
        };
        let (content, after) = rest.split_at_checked(length)?;
        self.0 = after;
        Some(Value { tag: *tag, content, whole: &all[..all.len() - after.len()] })
    }
}

fn of_tag<'d>(values: &mut Values<'d>, tag: u8) -> Option<&'d [u8]> {
    values.next().filter(|value| value.tag == tag).map(|value| value.content)
}

impl<'d> SignedData<'d> {
    /// Reads a `ContentInfo`.
    pub fn read(der: &'d [u8]) -> Option<Self> {
        let mut info = Values(of_tag(&mut Values(der), SEQUENCE)?);
        if of_tag(&mut info, OBJECT)? != SIGNED_DATA {
            return None;
        }
        let mut data = Values(of_tag(&mut Values(of_tag(&mut info, FIRST)?), SEQUENCE)?);
        data.next()?;
        of_tag(&mut data, SET)?;
        let mut held = Values(of_tag(&mut data, SEQUENCE)?);
        of_tag(&mut held, OBJECT)?;
        let content = match of_tag(&mut held, FIRST) {
            Some(explicit) => Some(of_tag(&mut Values(explicit), OCTETS)?),
            None => None,
        };
        let (mut certificates, mut signers) = (vec![], vec![]);
        for value in data {
            match value.tag {
                FIRST => {
                    let all = Values(value.content).filter(|certificate| certificate.tag == SEQUENCE);
                    certificates = all.map(|certificate| certificate.whole).collect();
                }
                SET => {
                    signers = Values(value.content)
                        .map(|signer| Signer::read(signer.content))
                        .collect::<Option<_>>()?
                }
                _ => {}
            }
        }
        Some(Self { content, certificates, signers })
    }
}

impl Signer {
    fn read(content: &[u8]) -> Option<Self> {
        let mut values = Values(content);
        // The version, and whose signature it is.
        values.next()?;
        values.next()?;
        let digest = of_tag(&mut Values(of_tag(&mut values, SEQUENCE)?), OBJECT)?;
        let strong = digest
            .strip_prefix(NIST_DIGESTS)
            .is_some_and(|last| matches!(last, [number] if STRONG.contains(number)));
        let attributes = values.next().filter(|value| value.tag == FIRST);
        let made = attributes.and_then(|attributes| Values(attributes.content).find_map(signing_time));
        Some(Self { strong, made })
    }
}

fn signing_time(attribute: Value<'_>) -> Option<DateTime<Utc>> {
    let mut parts = Values(attribute.content);
    if of_tag(&mut parts, OBJECT)? != SIGNING_TIME {
        return None;
    }
    let time = Values(of_tag(&mut parts, SET)?).next()?;
    let text = str::from_utf8(time.content).ok()?.strip_suffix('Z')?;
    let century = match time.tag {
        // RFC 5280, section 4.1.2.5.1: from 50 on the last century.
        UTC_TIME if text.len() == 12 => {
            if text.as_bytes()[0] >= b'5' {
                "19"
            } else {
                "20"
            }
        }
        GENERAL_TIME if text.len() == 14 => "",
        _ => return None,
    };
    let read = NaiveDateTime::parse_from_str(&format!("{century}{text}"), "%Y%m%d%H%M%S").ok()?;
    Some(read.and_utc())
}
