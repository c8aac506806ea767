//! Words in the wrong room: SQL outside the journal and the projections, a clock or randomness in the model, and
//! left-overs anywhere.

/// A word, the rooms where it may stand, and why it may not stand elsewhere.
struct Rule {
    word: &'static str,
    only_in: &'static [&'static str],
    not_in: &'static [&'static str],
    why: &'static str,
}

const RULES: &[Rule] = &[
    Rule {
        word: "sqlx::query",
        only_in: &["services/journal/", "projections/", "ops/", "tests/", "services/application/tests/"],
        not_in: &[],
        why: "SQL lives in the journal and the projections",
    },
    Rule {
        word: "getrandom::",
        only_in: &[],
        not_in: &["domain-model/"],
        why: "the domain model knows no randomness",
    },
    Rule { word: "tokio::", only_in: &[], not_in: &["domain-model/"], why: "the domain model does no I/O" },
    Rule {
        word: concat!("FIX", "ME"),
        only_in: &["nowhere"],
        not_in: &[],
        why: "finish it or say so in the issue",
    },
];

pub fn check() -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let mut complaints = vec![];
    for path in crate::files(&[".rs"])? {
        let text = std::fs::read_to_string(&path)?;
        for rule in RULES {
            let outside = !rule.only_in.is_empty() && !rule.only_in.iter().any(|room| path.starts_with(room));
            let forbidden = outside || rule.not_in.iter().any(|room| path.starts_with(room));
            if let Some(line) =
                forbidden.then(|| text.lines().position(|line| line.contains(rule.word))).flatten()
            {
                complaints.push(format!("{path}:{}: `{}`: {}", line + 1, rule.word, rule.why));
            }
        }
    }
    Ok(complaints)
}
