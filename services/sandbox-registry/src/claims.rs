//! Trademark claims (RFC 8334, RFC 9361). The sandbox is registry and trademark database at once: it names the key of a
//! claim, gives out the notice that the key stands for, and checks a notice that comes back with a create.

use chrono::{DateTime, Days, NaiveTime, TimeDelta, Utc};

use crate::code::{Refusal, ResultCode};
use crate::config::{LabelClass, TldPolicy};
use crate::request::ClaimsNotice;

/// What keys begin with.
const PREFIX: &str = "sandbox/";
/// A notice is used within so many hours of being accepted.
const HOURS: i64 = 48;

/// A notice, with the made-up mark that claims the label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// A checksum of eight hexadecimal digits, and a number.
    pub id: String,
    /// From when it may be used: the beginning of the day.
    pub not_before: DateTime<Utc>,
    /// Until when: the end of the next day.
    pub not_after: DateTime<Utc>,
    pub label: String,
    pub mark: String,
    pub holder: String,
    pub jurisdiction: String,
    /// Of the Nice classification.
    pub classes: Vec<u8>,
    pub goods_and_services: String,
}

/// The key of a name's claim; none where it is not claimed.
pub fn key(policy: &TldPolicy, name: &str) -> Option<String> {
    is_claimed(policy, name).then(|| format!("{PREFIX}{name}"))
}

fn is_claimed(policy: &TldPolicy, name: &str) -> bool {
    policy.claims && LabelClass::of(name) == LabelClass::Claimed
}

/// The notice that a key stands for, the same all day; none where there is no such claim.
pub fn notice(key: &str, now: DateTime<Utc>) -> Option<Notice> {
    let name = key.strip_prefix(PREFIX)?;
    let label = name.split('.').next()?;
    let claimed = label.strip_prefix("claimed-")?;
    let not_before = now.date_naive().and_time(NaiveTime::MIN).and_utc();
    let not_after = not_before.checked_add_days(Days::new(2))?;
    let number = format!("{:010}", checksum(name.as_bytes()));
    Some(Notice {
        id: format!("{:08x}{number}", sum_of(label, not_after, &number)),
        not_before,
        not_after,
        label: label.to_owned(),
        mark: claimed.to_uppercase(),
        holder: format!("{} Holding SA", claimed.to_uppercase()),
        jurisdiction: "European Union".to_owned(),
        classes: vec![35, 42],
        goods_and_services: "Advertising; business management. Scientific and technological services."
            .to_owned(),
    })
}

/// What RFC 9361 computes a notice's checksum over.
fn sum_of(label: &str, not_after: DateTime<Utc>, number: &str) -> u32 {
    checksum(format!("{label}{}{number}", not_after.timestamp()).as_bytes())
}

/// CRC-32, from a table.
fn checksum(octets: &[u8]) -> u32 {
    const TABLE: [u32; 16] = {
        let mut table = [0u32; 16];
        let mut at = 0;
        while at < 16 {
            let (mut entry, mut bit) = (at as u32, 0);
            while bit < 4 {
                entry = if entry & 1 == 1 { 0xedb8_8320 ^ (entry >> 1) } else { entry >> 1 };
                bit += 1;
            }
            table[at] = entry;
            at += 1;
        }
        table
    };
    let half = |sum: u32, nibble: u8| TABLE[((sum ^ u32::from(nibble)) & 0xf) as usize] ^ (sum >> 4);
    !octets.iter().fold(u32::MAX, |sum, octet| half(half(sum, *octet), octet >> 4))
}

/// A claimed name needs a notice of its own that was accepted and has not lapsed (RFC 8334, section 3.3.5).
pub fn fits(
    policy: &TldPolicy,
    name: &str,
    notice: Option<&ClaimsNotice>,
    now: DateTime<Utc>,
) -> Result<(), Refusal> {
    let refuse = |why: &str| Err(ResultCode::ParameterPolicy.because(why));
    let claimed = is_claimed(policy, name);
    let Some(notice) = notice else {
        return if claimed { refuse("a claims notice has to be accepted") } else { Ok(()) };
    };
    if !claimed {
        return refuse("the name is not claimed");
    }
    let label = name.split('.').next().unwrap_or_default();
    let well_formed = notice.id.split_at_checked(8).is_some_and(|(sum, number)| {
        (1..=19).contains(&number.len())
            && number.bytes().all(|digit| digit.is_ascii_digit())
            && u32::from_str_radix(sum, 16) == Ok(sum_of(label, notice.not_after, number))
    });
    if !well_formed {
        return refuse("the claims notice is not of this name");
    }
    if notice.not_after <= now {
        return refuse("the claims notice has lapsed");
    }
    if notice.accepted > notice.not_after {
        return refuse("the claims notice was accepted after it lapsed");
    }
    // Clocks differ a little.
    if notice.accepted > now + TimeDelta::minutes(5) {
        return refuse("the claims notice was accepted in the future");
    }
    if notice.accepted + TimeDelta::hours(HOURS) <= now {
        return refuse("the claims notice was accepted too long ago");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_those_of_the_rfc() {
        // RFC 9361's example.
        let lapses = DateTime::from_timestamp(1_281_949_200, 0).unwrap();
        assert_eq!(sum_of("example-one", lapses, "9223372036854775807"), 0x370d_0b7c);
        assert_eq!(checksum(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn a_notice_is_the_same_all_day_and_fits_its_own_name_only() {
        let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
        let policy = TldPolicy::new("com");
        let found = notice(&key(&policy, "claimed-a.com").unwrap(), now).unwrap();
        assert_eq!(notice("sandbox/claimed-a.com", found.not_before), Some(found.clone()));
        let back = |id: &str| ClaimsNotice { id: id.to_owned(), not_after: found.not_after, accepted: now };
        let given = back(&found.id);
        assert!(fits(&policy, "claimed-a.com", Some(&given), now).is_ok());
        assert!(fits(&policy, "claimed-b.com", Some(&given), now).is_err());
        assert!(fits(&policy, "claimed-a.com", Some(&given), found.not_after).is_err());
        for id in ["00000000123", "370d0b7c", "", &found.id[1..]] {
            assert!(fits(&policy, "claimed-a.com", Some(&back(id)), now).is_err(), "{id}");
        }
        let early = ClaimsNotice { accepted: now - TimeDelta::hours(48), ..back(&found.id) };
        assert!(fits(&policy, "claimed-a.com", Some(&early), now).is_err());
        assert!(notice("sandbox/plain.com", now).is_none() && notice("other", now).is_none());
        assert!(key(&TldPolicy::country("fr", crate::DnssecForm::Ds), "claimed-a.fr").is_none());
    }
}
