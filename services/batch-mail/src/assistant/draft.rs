//! A mail that is being written: keys and values, in the sections and the order of the paper.

use crate::complaint::Complaint;
use crate::language::{FIELDS_OF_A_CONTACT, Head, ROLES, Reading, Rules};
use domain_model::values::AuthMethod;

/// Sections with what the paper says of them.
const SECTIONS: [(&str, &str); 5] = [
    ("batch.", "## this section specify batch options"),
    ("order.", "## this section specify order"),
    ("contact.", "## this section specify owner and contacts"),
    ("option.", "## this section specify options"),
    ("soapi.", "## this section specify the call"),
];

/// A mail that is being written.
#[derive(Clone, Default)]
pub struct Draft {
    values: Vec<(String, String)>,
}

impl std::fmt::Debug for Draft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.values.iter().map(|(key, _)| key)).finish()
    }
}

impl Draft {
    /// What a text in the language says already, but for what proves its origin.
    ///
    /// # Errors
    /// What is no key and value, unknown or repeated in it.
    pub fn read(text: &str) -> Result<Self, Vec<Complaint>> {
        let reading = Reading::of(text, None);
        let values = reading.said();
        match reading.misread() {
            [] => Ok(Self { values }),
            mistakes => Err(mistakes.to_vec()),
        }
    }

    /// Sets a value; an empty one takes the key away.
    pub fn set(&mut self, key: &str, value: &str) {
        self.values.retain(|(known, _)| !known.eq_ignore_ascii_case(key));
        if !value.trim().is_empty() {
            self.values.push((key.to_owned(), value.trim().to_owned()));
        }
    }

    /// A value that was given.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.values.iter().find(|(known, _)| known.eq_ignore_ascii_case(key)).map(|(_, value)| value.as_str())
    }

    /// Whether a key that begins so was given.
    pub fn has(&self, prefix: &str) -> bool {
        self.values.iter().any(|(known, _)| known.starts_with(prefix))
    }

    /// By which method it is to be signed.
    pub fn method(&self) -> Option<AuthMethod> {
        AuthMethod::parse(self.get("batch.auth.method")?).ok()
    }

    /// The text, not signed yet.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for (section, comment) in SECTIONS {
            let mut lines: Vec<&(String, String)> =
                self.values.iter().filter(|(key, _)| key.starts_with(section)).collect();
            if lines.is_empty() {
                continue;
            }
            lines.sort_by_key(|(key, _)| place(key));
            text.push_str(comment);
            text.push('\n');
            for (key, value) in lines {
                text.push_str(key);
                text.push_str(": ");
                text.push_str(value);
                text.push('\n');
            }
            text.push('\n');
        }
        text
    }

    /// What a registrar with these rules would complain of, whoever sent it.
    pub fn mistakes(&self, rules: Rules<'_>) -> Vec<Complaint> {
        let reading = Reading::of(&self.text(), None);
        let Head { account, method, .. } = reading.head();
        let mut mistakes: Vec<Complaint> = [account.err(), method.err()].into_iter().flatten().collect();
        mistakes.extend(reading.instruction(rules).err().unwrap_or_default());
        mistakes
    }
}

/// Where a key stands in the paper's examples.
fn place(key: &str) -> (usize, usize, String) {
    const FIRST: [&str; 13] = [
        "batch.version",
        "batch.account",
        "batch.referer",
        "batch.type",
        "batch.auth.method",
        "batch.autopayment",
        "order.domain.name",
        "order.domain.command",
        "order.hosting.type",
        "order.offer",
        "option.identification.method",
        "option.dns.group",
        "soapi.method",
    ];
    let at = FIRST.iter().position(|known| *known == key).unwrap_or(FIRST.len());
    let section = key.split('.').nth(1).unwrap_or_default();
    let role = ROLES.iter().position(|known| *known == section).unwrap_or(0);
    let field = key.rsplit('.').next().unwrap_or_default();
    let field = FIELDS_OF_A_CONTACT.iter().position(|known| *known == field).unwrap_or(0);
    (at, role * 100 + field, key.to_owned())
}
