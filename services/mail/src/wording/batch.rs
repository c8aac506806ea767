//! The answer to a batch mail, for the person who sent it.

use super::letters::Signature;
use super::{foreign, shown};
use application::BatchStatus;
use application::ports::{Asked, BatchAnswer, BatchComplaint};
use askama::Template;
use domain_model::values::OrderCommand;

#[derive(Template)]
#[template(
    source = r#"{% if french %}{% include "fr/batch_answer.txt" %}{% else %}{% include "en/batch_answer.txt" %}{% endif %}"#,
    ext = "txt"
)]
struct Answer<'a> {
    french: bool,
    account: String,
    /// What was asked for, as the subject of a sentence.
    asked: String,
    proven: bool,
    status: BatchStatus,
    repeated: bool,
    /// The registry is still to answer.
    under_way: bool,
    /// Label and value of what is known.
    facts: Vec<(&'static str, String)>,
    mistakes: Vec<String>,
    /// What else there is to say, as key and value.
    further: Vec<(String, String)>,
    signature: Signature<'a>,
}

pub(super) fn render(
    answer: &BatchAnswer,
    french: bool,
    signature: Signature<'_>,
) -> Result<String, askama::Error> {
    let outcome = &answer.outcome;
    Answer {
        french,
        account: answer.account.to_string(),
        asked: asked(answer.asked.as_ref(), french),
        proven: answer.proven,
        status: outcome.status,
        repeated: outcome.repeated,
        under_way: outcome.operation.is_some(),
        facts: facts(answer, french),
        mistakes: answer.complaints.iter().map(|complaint| mistake(complaint, french)).collect(),
        further: outcome.lines.iter().map(|(key, value)| (foreign(key), foreign(value))).collect(),
        signature,
    }
    .render()
}

fn asked(asked: Option<&Asked>, french: bool) -> String {
    let (fr, en, of) = match asked {
        None => ("Votre batch-mail", "Your batch mail", None),
        Some(Asked::Order { command, name }) => match command {
            OrderCommand::Create => ("Enregistrement de", "Registration of", Some(shown(name))),
            OrderCommand::Transfer => ("Transfert de", "Transfer of", Some(shown(name))),
            OrderCommand::Renew => ("Renouvellement de", "Renewal of", Some(shown(name))),
        },
        Some(Asked::Call { method, name }) => {
            let of = name.as_ref().map_or(String::new(), |name| format!(" ({})", shown(name)));
            ("Appel de", "Call of", Some(format!("{}{of}", foreign(method))))
        }
    };
    let words = if french { fr } else { en };
    of.map_or_else(|| words.to_owned(), |of| format!("{words} {of}"))
}

fn facts(answer: &BatchAnswer, french: bool) -> Vec<(&'static str, String)> {
    let outcome = &answer.outcome;
    let known = [
        ("Référence", "Reference", answer.referer.as_ref().map(|referer| foreign(referer.as_str()))),
        ("Opération", "Operation", outcome.operation.map(|number| number.to_string())),
        ("Commande", "Order", outcome.order.map(|number| number.to_string())),
        ("Prix en points", "Price in points", outcome.points.map(|points| points.to_string())),
    ];
    let worded = known.into_iter().map(|(fr, en, value)| (if french { fr } else { en }, value));
    worded.filter_map(|(label, value)| Some((label, value?))).collect()
}

/// What is expected is said in English, as in the lines for programs.
fn mistake(complaint: &BatchComplaint, french: bool) -> String {
    let (key, expected) = (foreign(&complaint.key), foreign(&complaint.expected));
    match (complaint.line, french) {
        (Some(line), true) => format!("Ligne {line}, {key} : attendu, {expected}"),
        (Some(line), false) => format!("Line {line}, {key}: expected {expected}"),
        (None, true) => format!("{key} : attendu, {expected}"),
        (None, false) => format!("{key}: expected {expected}"),
    }
}
