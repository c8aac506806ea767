//! Stands in until the language is there.
use crate::message::Message;
use sha2::Digest;
use application::{Application, AskError, BatchMistake, Call, Instruction};
use chrono::{DateTime, Utc};
use domain_model::values::{AccountNumber, AuthMethod, Referer, Sha256Digest};
pub enum Verdict {
    Authentic { mail: Box<application::BatchMail>, lines: Lines },
    Mistaken { account: AccountNumber, referer: Option<Referer>, mistakes: Vec<Complaint> },
    NotAuthentic { account: Option<AccountNumber>, referer: Option<Referer>, mistakes: Vec<Complaint> },
}
pub struct Complaint { pub line: Option<u32>, pub key: String, pub expected: String }
pub struct Lines;
impl Lines {
    pub fn complaint(&self, mistake: &BatchMistake) -> Complaint {
        Complaint { line: None, key: mistake.key.clone(), expected: mistake.expected.clone() }
    }
}
pub async fn consider(
    _application: &Application, message: &Message, rehearsal: bool, _at: DateTime<Utc>,
) -> Result<Verdict, AskError> {
    let account = AccountNumber::new(13_490);
    let refuse = || vec![Complaint { line: Some(1), key: "batch.auth.method".into(), expected: "plain".into() }];
    let referer = message.text.lines().find_map(|l| Referer::parse(l.strip_prefix("batch.referer: ")?).ok());
    if !message.text.contains("batch.account") {
        return Ok(Verdict::NotAuthentic { account: None, referer, mistakes: refuse() });
    }
    if !message.text.contains("MaPassPhraseQuiEstUnique") {
        return Ok(Verdict::NotAuthentic { account: Some(account), referer, mistakes: refuse() });
    }
    if message.text.contains("wrong") {
        return Ok(Verdict::Mistaken { account, referer, mistakes: refuse() });
    }
    let mail = application::BatchMail {
        account, method: AuthMethod::Plain, referer,
        content: Sha256Digest::from_bytes(*sha2::Sha256::digest(message.text.as_bytes()).as_ref()), message: None, autopayment: true, rehearsal,
        instruction: Instruction::Call(Call::DomainList),
    };
    Ok(Verdict::Authentic { mail: Box::new(mail), lines: Lines })
}
