//! The letters as templates: the text in either language, and what is filled in.

use super::foreign;
use application::ports::{Part, VoteOutcome};
use askama::Template;
use domain_model::contact_change::{AccountRole, AccountRoles};
use domain_model::vote::Choice;

/// Who signs, and whom to ask.
pub(super) struct Signature<'a> {
    pub brand: String,
    pub address: Option<&'a str>,
    pub contact_url: &'a str,
}

#[derive(Template)]
#[template(
    source = r#"{% if french %}{% include "fr/vote_request.txt" %}{% else %}{% include "en/vote_request.txt" %}{% endif %}"#,
    ext = "txt"
)]
pub(super) struct VoteRequest<'a> {
    pub french: bool,
    pub name: String,
    pub part: Part,
    pub other_party: Option<String>,
    pub link: &'a str,
    pub until: String,
    pub reminder: bool,
    pub signature: Signature<'a>,
}

#[derive(Template)]
#[template(
    source = r#"{% if french %}{% include "fr/vote_ended.txt" %}{% else %}{% include "en/vote_ended.txt" %}{% endif %}"#,
    ext = "txt"
)]
pub(super) struct VoteEnded<'a> {
    pub french: bool,
    pub name: String,
    pub part: Part,
    pub outcome: &'a VoteOutcome,
    pub signature: Signature<'a>,
}

#[derive(Template)]
#[template(
    source = r#"{% if french %}{% include "fr/voted_for_you.txt" %}{% else %}{% include "en/voted_for_you.txt" %}{% endif %}"#,
    ext = "txt"
)]
pub(super) struct VotedForYou<'a> {
    pub french: bool,
    pub name: String,
    pub part: Part,
    pub side: Part,
    pub choice: Choice,
    pub signature: Signature<'a>,
}

#[derive(Template)]
#[template(
    source = r#"{% if french %}{% include "fr/transfer_out.txt" %}{% else %}{% include "en/transfer_out.txt" %}{% endif %}"#,
    ext = "txt"
)]
pub(super) struct TransferOut<'a> {
    pub french: bool,
    pub name: String,
    pub gaining: String,
    pub answer_by: String,
    /// A lock keeps the name.
    pub kept: bool,
    /// Until then, where that is known.
    pub kept_until: Option<String>,
    pub signature: Signature<'a>,
}

#[derive(Template)]
#[template(
    source = r#"{% if french %}{% include "fr/expiry.txt" %}{% else %}{% include "en/expiry.txt" %}{% endif %}"#,
    ext = "txt"
)]
pub(super) struct Expiry<'a> {
    pub french: bool,
    pub name: String,
    pub expires: String,
    pub expired: bool,
    pub interruption: Option<String>,
    pub deletion: Option<String>,
    pub signature: Signature<'a>,
}

#[derive(Template)]
#[template(
    source = r#"{% if french %}{% include "fr/data_reminder.txt" %}{% else %}{% include "en/data_reminder.txt" %}{% endif %}"#,
    ext = "txt"
)]
pub(super) struct DataReminder<'a> {
    pub french: bool,
    pub name: String,
    pub registrant: Vec<(&'static str, String)>,
    pub created: String,
    pub expires: String,
    pub servers: Vec<String>,
    pub signature: Signature<'a>,
}

#[derive(Template)]
#[template(
    source = r#"{% if french %}{% include "fr/verification.txt" %}{% else %}{% include "en/verification.txt" %}{% endif %}"#,
    ext = "txt"
)]
pub(super) struct Verification<'a> {
    pub french: bool,
    pub handle: String,
    pub registrant: Vec<(&'static str, String)>,
    pub link: &'a str,
    pub by: Option<String>,
    pub signature: Signature<'a>,
}

#[derive(Template)]
#[template(
    source = r#"{% if french %}{% include "fr/low_points.txt" %}{% else %}{% include "en/low_points.txt" %}{% endif %}"#,
    ext = "txt"
)]
pub(super) struct LowPoints<'a> {
    pub french: bool,
    pub nichandle: String,
    pub available: String,
    pub worth: String,
    pub level: String,
    pub signature: Signature<'a>,
}

#[derive(Template)]
#[template(
    source = r#"{% if french %}{% include "fr/address_changed.txt" %}{% else %}{% include "en/address_changed.txt" %}{% endif %}"#,
    ext = "txt"
)]
pub(super) struct AddressChanged<'a> {
    pub french: bool,
    pub handle: String,
    pub former: bool,
    pub signature: Signature<'a>,
}

#[derive(Template)]
#[template(
    source = r#"{% if french %}{% include "fr/contact_change.txt" %}{% else %}{% include "en/contact_change.txt" %}{% endif %}"#,
    ext = "txt"
)]
pub(super) struct ContactChange<'a> {
    pub french: bool,
    pub name: String,
    pub roles: String,
    /// The letter goes to the account that gets the roles.
    pub gains: bool,
    pub from: &'a str,
    pub to: &'a str,
    pub asked_by: &'a str,
    pub task: u64,
    pub token: &'a str,
    pub link: &'a str,
    pub until: String,
    pub reminder: bool,
    pub signature: Signature<'a>,
}

/// Roles in words, before or after «contact».
pub(super) fn role_words(roles: &AccountRoles, french: bool) -> String {
    let word = |role| match (role, french) {
        (AccountRole::Admin, true) => "administrateur",
        (AccountRole::Tech, true) => "technique",
        (AccountRole::Billing, true) => "de facturation",
        (AccountRole::Admin, false) => "administrative",
        (AccountRole::Tech, false) => "technical",
        (AccountRole::Billing, false) => "billing",
    };
    let words: Vec<_> = roles.iter().map(word).collect();
    let and = if french { " et " } else { " and " };
    match words.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{}{and}{last}", others.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_named_in_both_languages() {
        use AccountRole::{Admin, Billing, Tech};
        let words = |roles: &[AccountRole], french| role_words(&roles.iter().copied().collect(), french);
        assert_eq!(words(&[Tech], false), "technical");
        assert_eq!(words(&[Billing, Admin], false), "administrative and billing");
        assert_eq!(words(&[Admin, Tech, Billing], true), "administrateur, technique et de facturation");
    }
}
