//! The whole mail, for a mail server or a file.

use super::draft::Draft;
use super::sign::{NotSigned, Signature, Signed};
use chrono::{DateTime, Utc};
use domain_model::values::EmailAddress;
use uuid::Uuid;

/// Who writes to whom.
pub struct Envelope {
    /// Where answers go, if they may.
    pub from: EmailAddress,
    /// The address for orders, or the one for rehearsals.
    pub to: EmailAddress,
}

/// Signs a draft as of a moment, and writes it as a message of RFC 5322 with lines that end by LF, as programs take them
/// from a file or a pipe.
///
/// # Errors
/// The key cannot be read, or may not sign.
pub fn write(
    draft: &Draft,
    signature: &Signature,
    envelope: &Envelope,
    at: DateTime<Utc>,
) -> Result<String, NotSigned> {
    let subject = draft.get("order.domain.name").or(draft.get("soapi.method")).unwrap_or("batch mail");
    // Names are shown in their ASCII form: a header takes no other characters.
    let subject: String = subject.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').take(70).collect();
    let id = format!("{}@{}", Uuid::now_v7().simple(), envelope.from.domain());
    let header = format!(
        "From: {}\nTo: {}\nSubject: {subject}\nDate: {}\nMessage-ID: <{id}>\nMIME-Version: 1.0\n",
        envelope.from.as_str(),
        envelope.to.as_str(),
        at.to_rfc2822(),
    );
    Ok(match signature.sign(&draft.text(), at)? {
        Signed::Text(text) => format!(
            "{header}Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}"
        ),
        Signed::Entity(entity) => format!("{header}{}", entity.replace("\r\n", "\n")),
    })
}
