//! The keys of both papers, and which sections belong to which mail.

use domain_model::values::NameServers;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Whose data a contact section gives.
pub const ROLES: [&str; 4] = ["owner", "admin", "tech", "billing"];

/// What may be said of a contact, beside its `id`; in the paper's order.
pub const FIELDS_OF_A_CONTACT: [&str; 13] = [
    "legalform",
    "vat",
    "name",
    "firstname",
    "organisation",
    "email",
    "address",
    "city",
    "zip",
    "country",
    "language",
    "phone",
    "fax",
];

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// One word of a list: a comment may follow.
    Listed,
    /// Anything: a `#` is part of it.
    Free,
}

use Form::{Free, Listed};

/// The keys but for contacts, numbered ones and parameters.
const KEYS: &[(&str, Form)] = &[
    ("batch.version", Listed),
    ("batch.account", Free),
    ("batch.referer", Free),
    ("batch.type", Listed),
    ("batch.auth.method", Listed),
    ("batch.auth.md5", Free),
    ("batch.auth.plain", Free),
    ("batch.autopayment", Listed),
    ("order.domain.name", Free),
    ("order.domain.command", Listed),
    ("order.hosting.type", Listed),
    ("order.offer", Listed),
    ("order.resellerProfile", Listed),
    ("option.identification.method", Listed),
    ("option.identification.legalName", Free),
    ("option.identification.legalNumber", Free),
    ("option.identification.afnicIdent", Free),
    ("option.identification.birthDate", Free),
    ("option.identification.birthCity", Free),
    ("option.identification.birthDepartement", Free),
    ("option.identification.birthCountry", Listed),
    ("option.dns.group", Listed),
    ("option.dns.master", Free),
    ("option.dns.slave1", Free),
    ("option.dns.slave2", Free),
    ("option.dns.slave3", Free),
    ("option.dns.slave4", Free),
    ("option.dns.slave5", Free),
    ("option.domain.authinfo", Free),
    ("option.owo", Listed),
    ("soapi.method", Listed),
];

const PARAMETER: &str = "soapi.param.";

/// A key that there is.
pub(super) struct Known {
    /// As the paper writes it.
    pub name: String,
    pub form: Form,
}

static ALL: LazyLock<BTreeMap<String, (String, Form)>> = LazyLock::new(|| {
    let mut all = BTreeMap::new();
    let mut add = |name: String, form| all.insert(name.to_ascii_lowercase(), (name, form));
    for (name, form) in KEYS {
        add((*name).to_owned(), *form);
    }
    for role in ROLES {
        add(format!("contact.{role}.id"), Free);
        for field in FIELDS_OF_A_CONTACT {
            let listed = matches!(field, "legalform" | "country" | "language");
            add(format!("contact.{role}.{field}"), if listed { Listed } else { Free });
        }
    }
    for parameter in PARAMETERS {
        add(format!("{PARAMETER}{parameter}"), if parameter == "fieldtype" { Listed } else { Free });
    }
    for number in 1..=NameServers::MOST {
        add(format!("{PARAMETER}dns{number}"), Free);
        add(format!("{PARAMETER}ip{number}"), Free);
    }
    all
});

/// The parameters of all calls, but for the numbered ones.
const PARAMETERS: [&str; 5] = ["domain", "subdomain", "fieldtype", "target", "ttl"];

/// Finds a key in any case. A parameter is known by its prefix: which ones a call has is said with the call.
pub(super) fn known(key: &str) -> Option<Known> {
    let lower = key.to_ascii_lowercase();
    if let Some((name, form)) = ALL.get(&lower) {
        return Some(Known { name: name.clone(), form: *form });
    }
    let parameter = lower.strip_prefix(PARAMETER)?;
    let word = (1..=32).contains(&parameter.len()) && parameter.bytes().all(|b| b.is_ascii_alphanumeric());
    word.then_some(Known { name: lower, form: Free })
}

/// The key that was probably meant.
pub(super) fn nearest(key: &str) -> Option<&'static str> {
    let key = key.to_ascii_lowercase();
    if key.len() > 64 {
        return None;
    }
    let (distance, name) =
        ALL.iter().map(|(lower, (name, _))| (distance(&key, lower), name.as_str())).min()?;
    // A third of it is another word.
    (distance <= 3.max(key.len() / 6)).then_some(name)
}

/// Letters to be changed, added or left out, or neighbours exchanged, at least (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = vec![];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut cost = (last[j] + usize::from(x != y)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                cost = cost.min(before[j - 1] + 1);
            }
            row.push(cost);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or_default()
}

/// Whether a key holds the proof of a mail's origin, not what it says.
pub(super) fn is_proof(key: &str) -> bool {
    key.eq_ignore_ascii_case("batch.auth.md5") || key.eq_ignore_ascii_case("batch.auth.plain")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_known_in_any_case_under_the_papers_name() {
        let name = |key: &str| known(key).map(|known| known.name);
        assert_eq!(name("ORDER.RESELLERPROFILE").as_deref(), Some("order.resellerProfile"));
        assert_eq!(name("Contact.Owner.ID").as_deref(), Some("contact.owner.id"));
        assert_eq!(name("soapi.param.DNS13").as_deref(), Some("soapi.param.dns13"));
        assert_eq!(name("soapi.param.shoesize").as_deref(), Some("soapi.param.shoesize"));
        for unknown in ["order.domain", "contact.owner.shoe", "option.dns.slave6", "soapi.param.", "batch"] {
            assert_eq!(name(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn the_nearest_key_is_suggested_and_no_far_one() {
        assert_eq!(nearest("order.domain.nmae"), Some("order.domain.name"));
        assert_eq!(nearest("batch.referrer"), Some("batch.referer"));
        assert_eq!(nearest("contact.owner.firstnam"), Some("contact.owner.firstname"));
        assert_eq!(nearest("option.dns.slave6").map(|key| key.starts_with("option.dns.slave")), Some(true));
        assert_eq!(nearest("regards"), None);
        assert_eq!(nearest(&"x".repeat(5000)), None);
    }

    #[test]
    fn distances_count_exchanged_neighbours_once() {
        for (a, b, expected) in [("", "", 0), ("ab", "ba", 1), ("kitten", "sitting", 3), ("", "abc", 3)] {
            assert_eq!(distance(a, b), expected, "{a} {b}");
        }
    }
}
