//! The letters as templates: the text in either language, and what is filled in.

use super::foreign;
use application::ports::{Part, VoteOutcome};
use askama::Template;
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
