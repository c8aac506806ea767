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
        further: outcome.lines.iter().filter_map(|(key, value)| further(key, value, french)).collect(),
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

/// A line for programs as a person reads it; none that says only what the rest of the letter does.
fn further(key: &str, value: &str, french: bool) -> Option<(String, String)> {
    let words = |fr: &str, en: &str| if french { fr.to_owned() } else { en.to_owned() };
    let label = match key.rsplit_once('.') {
        _ if key == "rehearsal" => return None,
        Some(("line", number)) => format!("{} {number}", words("Article", "Item")),
        Some(("entry", number)) => format!("{} {number}", words("Enregistrement", "Record")),
        Some(("domain", number)) if number.bytes().all(|digit| digit.is_ascii_digit()) => {
            format!("{} {number}", words("Nom", "Name"))
        }
        _ => match key {
            "signature" => "Signature".to_owned(),
            "points.before" => words("Points avant", "Points before"),
            "points.after" => words("Points après", "Points after"),
            "payment" => words("Paiement", "Payment"),
            "note" => words("Remarque", "Note"),
            "entry" => words("Enregistrement", "Record"),
            "entries" => words("Enregistrements", "Records"),
            "domains" => words("Noms", "Names"),
            other => foreign(other),
        },
    };
    let value = match value.strip_prefix("awaited until ") {
        Some(day) if french => format!("attendu jusqu'au {}", foreign(day)),
        _ => foreign(value),
    };
    Some((label, value))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_for_programs_have_labels_for_people() {
        let told = |key: &str, value: &str, french| {
            further(key, value, french).map(|(label, value)| format!("{label}: {value}"))
        };
        let french = |key: &str, value: &str| told(key, value, true);
        assert_eq!(french("line.1", "create a.com 1Y").as_deref(), Some("Article 1: create a.com 1Y"));
        assert_eq!(french("domain.12", "a.com").as_deref(), Some("Nom 12: a.com"));
        assert_eq!(
            french("payment", "awaited until 2026-12-12").as_deref(),
            Some("Paiement: attendu jusqu'au 2026-12-12")
        );
        assert_eq!(told("points.after", "7", false).as_deref(), Some("Points after: 7"));
        assert_eq!(
            told("domain.expires", "2027-11-27", false).as_deref(),
            Some("domain.expires: 2027-11-27")
        );
        assert_eq!(told("rehearsal", "yes", false), None);
    }
}
